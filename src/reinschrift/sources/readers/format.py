"""What a format is: its name, recognition, reader and a sound file of it, in the module of its reader."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

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
FieldsReader = Callable[[str, int], Iterator[Mapping[str, Any]]]
MemberReader = Callable[[FilePart], Iterator["Member"]]


class Cuts(Enum):
    """Where a large file may be cut, so that several workers read it."""

    NOWHERE = "nowhere"
    ANYWHERE = "anywhere"
    """At any byte: the file itself says where its records are."""
    AT_LINES = "at_lines"
    """Between lines, which are counted."""
    AT_SEPARATOR = "at_separator"
    """Where the register's separator stands, if it names one; what stands between is counted."""
    AT_RECORDS = "at_records"
    """Between records that a walk through the file counts; the file may be packed record by record."""


Holds = Literal["pages", "texts", "both"]


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
    read_fields: FieldsReader | None = None
    """Its records with all their fields as they are called there, for whoever writes a register; none: it has no names
    of its own. Given a file's address and the bytes that a record may have; a larger one is passed over."""
    cuts: Cuts = Cuts.NOWHERE
    holds: Holds = "both"
    """Whether pages of the web come in it, or never; `make docs` writes both lists into `batch.py`."""
    has_site_files: bool = False
    """Whether files that speak for whole sites, such as `robots.txt`, come in it beside the pages."""
    version: int = 1
    """Raised when the same file gives other records; it enters the fingerprint of every shard."""
