"""Check that a snapshot is what its manifest says: every object there, every byte and row as recorded."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from reinschrift.snapshot.derived import damaged_derived
from reinschrift.snapshot.manifest import STATISTICS, Manifest, Object
from reinschrift.snapshot.prove import WRONG_ROOT, has_right_root, signatures_name
from reinschrift.snapshot.read import READERS, read_contract
from reinschrift.snapshot.signatures import damaged_signatures
from reinschrift.snapshot.statistics_files import differs
from reinschrift.snapshot.text_index import FOLDER, index_name, is_index_right, make_index
from reinschrift.snapshot.text_index import TABLES as INDEXED
from reinschrift.snapshot.validate import examine_tables
from reinschrift.snapshot.validate.report import Engine
from reinschrift.snapshot.view import shows_objects, write_view
from reinschrift.storage import LocalStorage, Storage
from reinschrift.text.counted import counted

SET_ASIDE = "corrupt"
SIGNATURES = "signatures"
"""What stands for the table in a fault of what lies beside a manifest and is signed."""
DOCUMENT = "it is not the document that was made; reinschrift report makes it anew"
ARROW: tuple[Engine, ...] = ("arrow",)

EMPTIED = ("removed", "expect_n_chars_to_count_text")
"""What does not hold where texts were left out and their lengths kept, as a public place has it."""


@dataclass(frozen=True)
class Fault:
    """One thing in a snapshot that is not what it should be."""

    table: str
    shard: str
    """Empty where it is no single object that is wrong."""
    object: str
    """Its place in the dataset's folder."""
    what: str


def verify(storage: Storage, manifest: Manifest, *, contract: bool = True) -> list[Fault]:
    """Return every fault of a snapshot; none means that it is whole.

    Each object is read once for its hash, several at a time, at disk speed. If all are whole, and with `contract`,
    every row is held to the contract that the snapshot was published under, and to the counts of the manifest.
    """
    objects = [(table, item) for table, items in manifest.tables.items() for item in items]
    with ThreadPoolExecutor(
        READERS if storage.is_shared else os.cpu_count()
    ) as threads:  # hashing lets go of Python's lock
        found = threads.map(lambda one: _fault_of(storage, one[1], one[0], rows=contract), objects)
        faults = [
            Fault(table, item.shard, item.name(table), what)
            for (table, item), what in zip(objects, found, strict=True)
            if what is not None
        ]
    if faults:
        return faults
    if isinstance(storage, LocalStorage) and not shows_objects(storage, manifest):
        place = f"snapshots/{manifest.version}"
        faults.append(Fault("", "", place, "its folder of links does not show the objects of the manifest"))
    faults += [Fault("", "", place, DOCUMENT) for place in damaged_derived(storage, manifest)]
    if what := damaged_signatures(storage, manifest):
        faults.append(Fault(SIGNATURES, "", signatures_name(manifest), what))
    if contract:
        faults += [
            Fault(table, item.shard, index_name(table, item), "it is not the index of its object's texts")
            for table, item in objects
            if table in INDEXED and not is_index_right(storage, table, item)
        ]
        faults += [
            Fault(table, item.shard, item.name(table), WRONG_ROOT)
            for table, item in objects
            if not has_right_root(storage, table, item)
        ]
        faults += _broken_rules(storage, manifest)
        if what := differs(storage, manifest):
            faults.append(Fault(STATISTICS, "", STATISTICS, what))
    return faults


def repair(storage: LocalStorage, manifest: Manifest, faults: list[Fault]) -> list[str]:
    """Set damaged objects aside and mend the folder of links; return what was done, a sentence each.

    A damaged object is moved to `corrupt/`. Then the next rebuild finds it missing and makes it anew, byte for byte,
    if the snapshot is the latest and its raw files are the same.
    """
    done = []
    for fault in faults:
        if fault.object.startswith(f"{FOLDER}/"):
            storage.delete(fault.object)
            item = next(one for one in manifest.tables[fault.table] if index_name(fault.table, one) == fault.object)
            storage.write(fault.object, make_index(storage, fault.table, item))
            done.append(f"{fault.object} was made anew")
        elif fault.shard and storage.exists(fault.object):
            storage.rename(fault.object, f"{SET_ASIDE}/{fault.object.removeprefix('objects/')}")
            done.append(f"{fault.object} was moved to {SET_ASIDE}/; run reinschrift rebuild to make it anew")
        elif fault.shard:
            done.append(f"{fault.object} is missing; run reinschrift rebuild to make it anew")
        elif fault.what == DOCUMENT:
            storage.remove(fault.object)
            done.append(f"{fault.object} was deleted; the next rebuild, or reinschrift report, makes it anew")
        elif not fault.table:
            write_view(storage, manifest)
            done.append(f"{fault.object} was linked anew")
    return done


def describe_faults(faults: list[Fault]) -> list[dict[str, Any]]:
    """Return faults as plain values."""
    return [vars(fault) for fault in faults]


def _fault_of(storage: Storage, item: Object, table: str, *, rows: bool) -> str | None:
    name = item.name(table)
    if not storage.exists(name):
        return "it is missing"
    if (n_bytes := storage.size(name)) != item.n_bytes:
        return f"it has {counted(n_bytes, 'byte')}, not {item.n_bytes}"
    if storage.sha256(name) != item.sha256:
        return "its bytes are not those that were written"
    if not rows:
        return None
    try:
        path, files = storage.place(name)
        n_rows = pq.read_metadata(path, filesystem=files).num_rows
    except (ArrowException, OSError) as error:
        return f"it cannot be read as Parquet: {error}"
    return None if n_rows == item.n_rows else f"it has {counted(n_rows, 'row')}, not {item.n_rows}"


def _broken_rules(storage: Storage, manifest: Manifest) -> list[Fault]:
    """Return the rules that the rows break, under the contract of their time."""
    place = manifest.contract_name
    if not storage.exists(place) or storage.sha256(place) != manifest.contract["sha256"]:
        return [Fault("", "", place, "it is not the contract that the snapshot was published under")]
    files = {table: [storage.place(item.name(table))[0] for item in items] for table, items in manifest.tables.items()}
    contract = read_contract(storage, manifest)
    found = examine_tables(files, contract, counts=manifest.counts, filesystem=storage.place(place)[1], engines=ARROW)
    return [
        Fault(outcome.table, "", f"{outcome.table}.{outcome.column or '*'}", f"{outcome.rows_failing} rows break "
              f"{outcome.expectation}")
        for outcome in found.outcomes
        if outcome.rows_failing and not (manifest.is_public and (outcome.table, outcome.expectation) == EMPTIED)
    ]  # fmt: skip
