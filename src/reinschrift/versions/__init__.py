"""The versions of the steps that make data, raised when the same input gives other output.

Stages have theirs in `STAGES`, formats in their reader's module. A version tells people that a step's output is another
one; `tests/golden/test_versions.py` fails where it was not raised. What is made anew is decided by `versions.digests`,
which no change of code or data escapes.
"""

VERSIONS = {
    "pages": 39,  # a page's bytes to its text, its blocks and what it says of itself
    "prepare": 1,  # records as they are read to records as the stages take them
    "fields": 1,  # documents after the stages to documents without persons in their fields
    "split": 1,  # paragraphs in another language to documents of their own, where the setting asks so
    "decide": 1,  # what people decided on rows and documents of a shard
    "shard": 7,  # the stages' tables to kept and removed rows
    "dedup": 4,  # kept rows to signatures, and these to decisions
    "assembly": 7,  # a shard and the decisions on it to final rows
    "keep_copies": 1,  # what people decided on duplicates
    "held_out": 1,  # final rows to such as hold no item that must not be trained on
    "annotations": 1,  # final rows to such with what other tools say of them
    "reference": 1,  # finished shards to the model of trusted sources, and final texts to their scores
    "tokens": 1,  # final texts to the counts of their tokens
}
