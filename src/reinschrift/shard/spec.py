"""What one shard is made of, and where its result and its measured records go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from reinschrift.annotations.entries import AnnotationSet
from reinschrift.decisions import Decision
from reinschrift.held_out.entries import HeldOutSet
from reinschrift.settings import Settings
from reinschrift.sources import FilePart
from reinschrift.sources.left_out.erased import NOTHING, Erased
from reinschrift.sources.register import Source
from reinschrift.sources.sites.archived import ShardSites
from reinschrift.tokens.find import Tokenizer

MB = 1_000_000
MEASURED = "measured-"
"""How the names of folders with measured records begin."""


class BadFile(NamedTuple):
    """A raw file that could not be read, and why."""

    source: str
    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.source}: {self.path}: {self.reason}"


@dataclass(frozen=True)
class ShardSpec:
    """What one shard is made of, and where its result goes; it travels to a worker."""

    name: str
    """Stable name: the source and the group of files or the range of one file."""
    fingerprint: str
    """Hash of inputs, settings that change data, and stage versions: the name of its result."""
    source: Source
    parts: tuple[FilePart, ...]
    n_bytes: int
    settings: Settings
    work: Path
    """Folder that holds the results of all shards."""
    sites: ShardSites | None = None
    """The files of whole sites that archives of the source hold of its pages' hosts; they lie ready in `work`."""
    erased: Erased = NOTHING
    """Records that must not come back. Not in the fingerprint: an erasure deletes the results it touches."""
    decisions: tuple[Decision, ...] = ()
    """What people decided that may concern its records."""
    held_out: tuple[HeldOutSet, ...] = ()
    """Sets whose items its final texts must not hold; not in the fingerprint, since no shard is done again for them."""
    annotations: tuple[AnnotationSet, ...] = ()
    """What other tools say of its documents; not in the fingerprint, likewise."""
    tokenizers: tuple[Tokenizer, ...] = ()
    """What counts the tokens of its final texts; not in the fingerprint, since no shard is done again for it."""

    measured: str = ""
    """Hash of all that shapes its records before anything is judged: the name of its measured records."""
    n_bytes_before: int = 0
    """Bytes of the shards before it, of those that share the room for measured records."""

    @property
    def folder(self) -> Path:
        """The result of this shard."""
        return self.work / self.fingerprint

    @property
    def folder_of_measured(self) -> Path:
        """Its measured records, where they are kept."""
        return self.work / f"{MEASURED}{self.measured}"
