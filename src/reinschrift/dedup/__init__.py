"""Duplicates: exact, near, and repeated paragraphs, at any size, across snapshots.

In a shard's task: `write_signatures(sign_documents(documents, paragraphs, settings), folder, settings)`, with
`join_signatures` where a shard is done in several batches. Then once: `find_duplicates`.
"""

from reinschrift.dedup.corpus import History
from reinschrift.dedup.files import ShardSignatures, write_signatures
from reinschrift.dedup.find import Summary, find_duplicates
from reinschrift.dedup.signatures import Signatures, join_signatures, sign_documents

__all__ = [
    "History",
    "ShardSignatures",
    "Signatures",
    "Summary",
    "find_duplicates",
    "join_signatures",
    "sign_documents",
    "write_signatures",
]
