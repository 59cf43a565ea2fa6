"""The records of erasures on their way from a folder to an object store."""

from __future__ import annotations

from reinschrift.errors import CommitConflictError
from reinschrift.sources.left_out.erased import FOLDER, KEY, read_erasures
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import write_record


def check_records(here: LocalStorage, there: LocalStorage) -> None:
    """Raise `CommitConflictError` if the store's erasures are not those of this dataset."""
    known = {record["ref"] for record in read_erasures(here)}
    context = {"store": there.address(""), "dataset": here.root}
    if any(record["ref"] not in known for record in read_erasures(there)):
        raise CommitConflictError(
            "Documents were erased in the object store that this dataset may still hold.",
            hint="It is worked on there: use its address in place of this folder, or push to another one.",
            context=context,
        )
    if here.exists(KEY) and there.exists(KEY) and here.read(KEY) != there.read(KEY):
        raise CommitConflictError(
            "The object store hides what was erased under another key: its erasures are those of another dataset.",
            hint="Push to another folder.",
            context=context,
        )


def push_records(here: LocalStorage, there: LocalStorage, *, is_done: bool) -> None:
    """Bring the records of erasures there: as begun before anything else, so that any run would finish them."""
    known = {record["ref"]: record for record in read_erasures(there)}
    for record in read_erasures(here):
        if not there.exists(KEY):
            there.create(KEY, here.read(KEY))
        if record != known.get(record["ref"]):
            values = record if is_done else record | {"state": "begun"}
            write_record(there, f"{FOLDER}/{record['ref']}.json", values)
