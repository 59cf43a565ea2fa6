"""Says where a text, an address or a name is in a dataset: kept, removed, masked or erased, in which snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reinschrift.look.found import Findings
from reinschrift.look.look_through import look_for_passages, look_for_values
from reinschrift.look.question import Question, asked_passages, is_only_masked, question_of
from reinschrift.snapshot.manifest import Manifest, read_manifest, read_manifests
from reinschrift.snapshot.text_index import COLUMNS
from reinschrift.sources.left_out.erased import erasures_of
from reinschrift.storage import Storage
from reinschrift.text.passages import Passages

FIELDS = {
    "phrase": ("text", "title", "author", "site_name", "agency"),
    "file": ("text", "title"),
    "author": ("author", "agency", "site_name"),
    "url": ("url",),
    "host": ("url",),
    "id": ("id",),
    "email": ("text", "title", "author", "site_name", "url", "record"),
    "phone": ("text", "title", "author", "site_name", "url", "record"),
}
"""Columns in which a question of each kind is looked for, in `documents` and, as far as it has them, in `removed`."""
MASKED = {"email": "emails", "phone": "phones"}


class Searched(NamedTuple):
    """What was looked through."""

    manifests: Sequence[Manifest]
    by_index: int
    """Objects whose index named the rows to read."""
    whole: int
    """Objects that were read whole."""


def find(storage: Storage, asked: str, kind: str | None = None, version: str | None = None) -> dict[str, Any]:
    """Return where something is in a dataset.

    Args:
        storage: the dataset.
        asked: a sentence, the name of a text file, a URL or a part of one, a host, an author, an e-mail address, a
            telephone number, or an id.
        kind: what it is, one of `question.KINDS`; by default what it looks like.
        version: only this snapshot; by default all of them.

    The answer has `question`, `found` (an entry for each document and each thing that became of it), `erasures` (the
    records of erasure that name it) and `searched`. Case, accents, punctuation and line breaks do not count. Raises
    `ConfigError` for a question that cannot be asked, `SnapshotNotFoundError` where there is no snapshot.
    """
    question = question_of(asked, kind)
    newest = read_manifest(storage, version or "latest")
    manifests = [newest] if version else read_manifests(storage)
    findings = Findings(storage, manifests)
    fields = FIELDS[question.kind]
    passages: list[list[str]] = []
    if question.kind in ("phrase", "file", "author"):
        passages = asked_passages(question)
        by_index, whole = look_for_passages(findings, passages, fields)
    else:
        by_index, whole = look_for_values(findings, question, fields)
    found = findings.entries()
    keys = {question.value, *(entry["document_id"] for entry in found)} if question.kind in ("url", "id") else ()
    return {
        "question": {"kind": question.kind, "what": question.name, "passages": max(len(passages) // 2, 1)},
        "found": found,
        "erasures": erasures_of(storage, set(keys)) if keys else [],
        "searched": _describe(Searched(manifests, by_index, whole), fields),
        "notes": list(_notes(question, passages, findings)),
    }


def _describe(searched: Searched, fields: Sequence[str]) -> dict[str, Any]:
    newest = searched.manifests[-1].tables
    rows = {table: sum(item.n_rows for item in newest[table]) for table in ("documents", "removed")}
    if searched.by_index:
        fields = COLUMNS["documents"]  # what the index knows; of the other objects these were looked at, too
    return {
        "snapshots": [one.version for one in searched.manifests],
        "columns": list(fields),
        **rows,
        "objects_by_index": searched.by_index,
        "objects_read_whole": searched.whole,
    }


def _notes(question: Question, passages: list[list[str]], findings: Findings) -> Iterable[str]:
    """Yield what an answer does not say: what is kept nowhere cannot be found."""
    if question.kind == "phrase" and is_only_masked(question):
        yield (
            "A value that is masked is kept nowhere, not even as a hash, so it cannot be looked for: ask for the "
            "sentence in which it stood."
        )
    elif question.kind == "phrase" and not findings.entries():
        yield "A passage of which something was removed is found by its other sentences: ask for each, or for a file."
    if question.kind in MASKED:
        masked = findings.masked_documents(MASKED[question.kind])
        yield (
            "Masked values are kept nowhere, not even as hashes, so they cannot be looked for. Of this kind "
            f"something is masked in {masked:,} kept documents of the newest snapshot that was searched."
        )
    elif question.kind in ("phrase", "author") and Passages(passages).is_empty:
        yield "The question has no word, so nothing was looked for."
    if question.kind in ("phrase", "file"):
        yield ("Texts that were erased or opted out are kept nowhere: ask for their URL or id.")
    if question.kind == "author":
        yield "removed has no column of authors; a byline in a text is found by a phrase."
