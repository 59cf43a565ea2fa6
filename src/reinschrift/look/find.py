"""Says where a text, an address or a name is in a dataset: kept, removed, masked or erased, in which snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift.look.found import Findings
from reinschrift.look.look_through import look_for_passages, look_for_values
from reinschrift.look.question import Question, asked_passages, is_only_masked, question_of, raw_file_of
from reinschrift.snapshot.manifest import Manifest, read_manifest, read_manifests
from reinschrift.snapshot.text_index import COLUMNS
from reinschrift.sources.left_out.erased import erasures_of
from reinschrift.storage import Storage
from reinschrift.text.passages import Passages

FIELDS = {
    "phrase": ("text", "title", "author", "site_name", "agency"),
    "file": ("text", "title"),
    "path": ("source_path",),
    "author": ("author", "agency", "site_name"),
    "url": ("url",),
    "host": ("url",),
    "id": ("id",),
    "email": ("text", "title", "author", "site_name", "url", "record"),
    "phone": ("text", "title", "author", "site_name", "url", "record"),
}
"""Columns in which a question of each kind is looked for, in `documents` and, as far as it has them, in `removed`."""
NAMING = ("path", "url", "id")
"""Kinds that name documents whatever their text is, erased ones, too."""
MASKED = {"email": "emails", "phone": "phones"}


class Looked(NamedTuple):
    """What was looked through for a question."""

    columns: Sequence[str]
    """With an index those that it knows; of the other objects they were looked at, too."""
    passages: list[list[str]]
    by_index: int
    """Objects whose index named the rows to read."""
    whole: int
    """Objects that were read whole."""


def find(storage: Storage, asked: str, kind: str | None = None, version: str | None = None) -> dict[str, Any]:
    """Return where something is in a dataset.

    Args:
        storage: the dataset.
        asked: a sentence, the path of a raw file, the name of another file, a URL or a part of one, a host, an author,
            an e-mail address, a telephone number, or an id.
        kind: what it is, one of `question.KINDS`; by default what it looks like.
        version: only this snapshot; by default all of them.

    The answer has `question`, `found` (an entry for each document and each thing that became of it), `erasures` (the
    records of erasure that name it) and `searched`. Case, accents, punctuation and line breaks do not count. Raises
    `ConfigError` for a question that cannot be asked, `SnapshotNotFoundError` where there is no snapshot.
    """
    raw_file = raw_file_of(asked) if kind is None else None
    question = raw_file or question_of(asked, kind)
    newest = read_manifest(storage, version or "latest")
    manifests = [newest] if version else read_manifests(storage)
    findings = Findings(storage, manifests)
    looked = [_look(findings, question)]
    if raw_file and not findings.entries():
        question = question_of(asked)
        looked.append(_look(findings, question))
    elif raw_file and raw_file.sha256 is None:  # a crawl may lie in folders that are named as its addresses
        looked.append(_look(findings, question_of(asked, "url")))
    found, passages = findings.entries(), looked[-1].passages
    keys = {question.value, *(entry["document_id"] for entry in found)} if question.kind in NAMING else ()
    return {
        "question": {"kind": question.kind, "what": question.name, "passages": max(len(passages) // 2, 1)},
        "found": found,
        "erasures": erasures_of(storage, set(keys)) if keys else [],
        "searched": _describe(manifests, looked),
        "notes": [*_notes(question, passages, findings), *_other_file(question, findings)],
    }


def _look(findings: Findings, question: Question) -> Looked:
    fields = FIELDS[question.kind]
    if question.kind in ("phrase", "file", "author"):
        passages = asked_passages(question)
        by_index, whole = look_for_passages(findings, passages, fields)
        return Looked(COLUMNS["documents"] if by_index else fields, passages, by_index, whole)
    return Looked(fields, [], *look_for_values(findings, question, fields))


def _describe(manifests: Sequence[Manifest], looked: Sequence[Looked]) -> dict[str, Any]:
    newest = manifests[-1].tables
    rows = {table: sum(item.n_rows for item in newest[table]) for table in ("documents", "removed")}
    return {
        "snapshots": [one.version for one in manifests],
        "columns": list(dict.fromkeys(column for each in looked for column in each.columns)),
        **rows,
        "objects_by_index": sum(each.by_index for each in looked),
        "objects_read_whole": max(each.whole for each in looked),
    }


def _other_file(question: Question, findings: Findings) -> Iterable[str]:
    """Yield what a file that is there was not taken for: a raw file that had other bytes when it was read."""
    if question.kind == "file":
        others = Findings(findings.storage, findings.manifests)
        look_for_values(others, Question("path", str(Path(question.name).absolute()), question.name), FIELDS["path"])
        if others.entries():
            yield "A file of this path was read when it had other bytes: --as path says what became of it."


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
