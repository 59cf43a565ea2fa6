"""The documents that hold a paragraph of others, word by word: what an erasure may take out, too, by choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pyarrow as pa

from reinschrift.look.found import Findings
from reinschrift.look.look_through import look_for_passages
from reinschrift.snapshot.find import rows_of
from reinschrift.snapshot.manifest import read_manifests
from reinschrift.storage import Storage
from reinschrift.text.passages import KEY_WORDS
from reinschrift.text.words import tokenise


def quoting_documents(storage: Storage, ids: Collection[str]) -> list[str]:
    """Return the ids of all other documents, kept or removed, in which a paragraph of these stands, in any snapshot.

    Paragraphs of fewer than `KEY_WORDS` words do not count: they come by chance. Case, accents, punctuation and line
    breaks do not count either. Texts that were erased are kept nowhere.
    """
    manifests = read_manifests(storage)
    texts = _texts(rows_of(storage, manifests, ("paragraphs", "document_id"), ids, ("text",)).values())
    if not texts:
        return []
    findings = Findings(storage, manifests)
    look_for_passages(findings, [[text] for text in texts], ("text",))
    found = {entry["document_id"] for entry in findings.entries() if entry["fate"] != "erased"}
    return sorted(found - {*ids})


def _texts(tables: Iterable[pa.Table]) -> list[str]:
    """Return the paragraphs that are long enough, each once."""
    texts = sorted({text for table in tables for text in table["text"].to_pylist() if text})
    n_words = np.diff(tokenise(pa.array(texts, pa.string())).offsets)
    return [text for text, n in zip(texts, n_words.tolist(), strict=True) if n >= KEY_WORDS]
