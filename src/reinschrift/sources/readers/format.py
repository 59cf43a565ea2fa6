"""What a format is: its name, recognition, reader and a sound file of it, in the module of its reader."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from reinschrift.record import Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.parts import FilePart

if TYPE_CHECKING:
    from reinschrift.sources.register import Source

START_BYTES = 4096
LINE_END = re.compile(rb"\r?\n|\r")

RecordReader = Callable[[FilePart, "Source", ReadSettings], Iterator[Record]]
TableReader = Callable[[FilePart, "Source", ReadSettings, int], Iterator[pa.Table]]
MemberReader = Callable[[FilePart], Iterator["Member"]]


class Member(NamedTuple):
    """A file in an archive."""

    name: str
    stream: Any
    """Its bytes, or None where they cannot be had."""
    packed_bytes: int
    fault: str | None = None


@dataclass(frozen=True)
class Beginning:
    """What is known of a file when its format is asked for: its name, and its first bytes with any packing undone."""

    path: str
    head: bytes

    @cached_property
    def endings(self) -> frozenset[str]:
        """The endings of the file's name in small letters: `jsonl` and `gz` of `a.jsonl.gz`."""
        return frozenset(self.path.casefold().rsplit("/", 1)[-1].split(".")[1:])

    @cached_property
    def start(self) -> bytes:
        """The first bytes, without a mark of UTF-8."""
        return self.head[:START_BYTES].removeprefix(codecs.BOM_UTF8)

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines, without blanks at their ends; the last one may go on behind the head."""
        return [line.strip() for line in LINE_END.split(self.head.removeprefix(codecs.BOM_UTF8))]


def _no(_: Beginning) -> bool:
    return False


@dataclass(frozen=True)
class Format:
    """A format that is read. Exactly one of `read` and `read_members` is there; `read_tables` reads the same faster."""

    name: str
    """Its name in the register and in the column `source_format`."""
    title: str
    """What it is called in a sentence: `JSON lines (one object a line)`."""
    recognised_by: str
    """What it is recognised by, for the page on raw files."""
    sample: Callable[[], bytes]
    """A small sound file of it, our own."""
    recognise: Callable[[Beginning], bool] = _no
    """Whether the first bytes prove it, be they text or not."""
    guess: Callable[[Beginning], bool] = _no
    """Whether a text that nothing proves to be of any format is of this one, by its lines or by its file's name."""
    read: RecordReader | None = None
    read_tables: TableReader | None = None
    read_members: MemberReader | None = None
    """For archives: the files in one, each to be read as what it is."""
    version: int = 1
    """Raised when the same file gives other records; it enters the fingerprint of every shard."""
