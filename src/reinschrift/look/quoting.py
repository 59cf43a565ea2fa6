"""The documents that hold a paragraph of others, word by word: what an erasure may take out, too, by choice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.look.found import Findings
from reinschrift.look.look_through import look_for_passages
from reinschrift.snapshot.find import rows_of
from reinschrift.snapshot.manifest import Manifest, read_manifests
from reinschrift.storage import Storage
from reinschrift.text.passages import KEY_WORDS
from reinschrift.text.words import tokenise


def quoting_documents(storage: Storage, documents: Mapping[str, Collection[str]]) -> list[str]:
    """Return all other documents, kept or removed, in which a paragraph of these stands, in any snapshot.

    `documents` has the versions of the snapshots that hold each, by id; what is returned is `ID@VERSION`, since an id
    may be that of another document elsewhere.

    Paragraphs of fewer than `KEY_WORDS` words do not count: they come by chance. Case, accents, punctuation and line
    breaks do not count either. Texts that were erased are kept nowhere.
    """
    manifests = read_manifests(storage)
    rows = rows_of(storage, manifests, ("paragraphs", "document_id"), documents, ("document_id", "text"))
    texts = _texts(
        rows[item.sha256].filter(pc.is_in(rows[item.sha256]["document_id"], _held_by(manifest, documents)))
        for manifest in manifests
        for item in manifest.tables["paragraphs"]
        if item.sha256 in rows
    )
    if not texts:
        return []
    findings = Findings(storage, manifests)
    look_for_passages(findings, [[text] for text in texts], ("text",))
    return sorted(
        f"{entry['document_id']}@{version}"
        for entry in findings.entries()
        if entry["fate"] != "erased"
        for version in entry["snapshots"]
        if version not in documents.get(entry["document_id"], ())
    )


def _held_by(manifest: Manifest, documents: Mapping[str, Collection[str]]) -> pa.Array:
    return pa.array([one for one, versions in documents.items() if manifest.version in versions], pa.string())


def _texts(tables: Iterable[pa.Table]) -> list[str]:
    """Return the paragraphs that are long enough, each once."""
    texts = sorted({text for table in tables for text in table["text"].to_pylist() if text})
    n_words = np.diff(tokenise(pa.array(texts, pa.string())).offsets)
    return [text for text, n in zip(texts, n_words.tolist(), strict=True) if n >= KEY_WORDS]
