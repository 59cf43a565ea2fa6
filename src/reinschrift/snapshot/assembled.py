"""What a shard's final tables are known by: their objects, counts and statistics, kept beside the finished shard."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from reinschrift.shard.spec import ShardSpec
from reinschrift.snapshot.manifest import Object
from reinschrift.snapshot.read import is_whole
from reinschrift.snapshot.statistics_files import is_part_whole
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import read_record, write_record

_FIELDS = {"key": str, "shard": str, "objects": dict, "counts": dict, "statistics": list}


@dataclass
class AssembledCounts:
    """What is in a shard's final tables."""

    documents: int = 0
    paragraphs: int = 0
    chars: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    """Rows of `removed` by `scope:reason`."""
    paragraphs_in_removed: int = 0
    """Content paragraphs that went with a whole document, after the shard was done."""
    decisions: Counter[str] = field(default_factory=Counter)
    """What people's decisions changed of duplicates, as in `ShardCounts`."""
    languages: Counter[str] = field(default_factory=Counter)
    annotated: Counter[str] = field(default_factory=Counter)
    """Kept documents that each set of annotations speaks of."""


@dataclass(frozen=True)
class Assembled:
    """The objects of one shard, and counts; no data."""

    shard: str
    objects: dict[str, tuple[Object, ...]]
    """By table; of documents and paragraphs one for each split that has rows, at least one."""
    counts: AssembledCounts
    statistics: tuple[str, str]
    """Where in the dataset's folder its statistics are, and the hash of that file."""


def write_assembled(storage: LocalStorage, spec: ShardSpec, key: str, assembled: Assembled) -> None:
    """Keep what was assembled; `key` stands for the decisions and the code that made it."""
    objects = {name: [vars(item) for item in items] for name, items in assembled.objects.items()}
    values = {"objects": objects, "counts": vars(assembled.counts), "statistics": assembled.statistics}
    write_record(storage, _place(spec, key), {"key": key, "shard": assembled.shard, **values})


def read_assembled(storage: LocalStorage, spec: ShardSpec, key: str) -> Assembled | None:
    """Return what an earlier run assembled of a shard by the same key; None where any of it is gone or damaged."""
    stored = read_record(storage, _place(spec, key), _FIELDS)
    if stored is None or (stored["key"], stored["shard"]) != (key, spec.name):
        return None
    objects = {name: tuple(Object(**item) for item in items) for name, items in stored["objects"].items()}
    place, digest = stored["statistics"]
    if not all(is_whole(storage, item, name) for name, items in objects.items() for item in items):
        return None
    if not is_part_whole(storage, place, digest):
        return None
    counts = AssembledCounts(**stored["counts"])
    for name in ("removed", "languages", "decisions", "annotated"):
        setattr(counts, name, Counter(getattr(counts, name)))
    return Assembled(stored["shard"], objects, counts, (place, digest))


def _place(spec: ShardSpec, key: str) -> str:
    return f"work/{spec.fingerprint}/assembled-{key}.json"
