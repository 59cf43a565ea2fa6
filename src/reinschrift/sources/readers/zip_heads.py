"""Reads the heads of the first members of a ZIP archive: they tell what it is for, not any name in its bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"PK\x03\x04"
HEAD = struct.Struct("<4sHHHHHIIIHH")
SIZE_BEHIND, STORED = 0x08, 0
"""A flag: the size stands behind the data; a method: not packed. APPNOTE 4.4.4, 4.4.5."""
OFFICE_MEMBER, OFFICE_TYPE = "[content_types].xml", b"application/vnd."
PACKED_NOTHING = b"\x03\x00"
"""What DEFLATE makes of no bytes."""
PROGRAM_MEMBERS = ("META-INF/MANIFEST.MF", "AndroidManifest.xml")
BOOK_MEMBER, BOOK_TYPE = "META-INF/container.xml", b"application/epub+zip"


class LocalMember(NamedTuple):
    """A member as its own head in the archive tells it."""

    name: str
    data: bytes
    """The beginning of its bytes if they are not packed, else nothing."""
    is_empty: bool
    """Whether nothing is in it."""

    @property
    def is_of_office(self) -> bool:
        """Whether it is one that only office documents have: of Office Open XML, OpenDocument, or iWork."""
        is_type = self.name == "mimetype" and self.data.startswith(OFFICE_TYPE)
        is_list = self.name.casefold() == OFFICE_MEMBER and not self.is_empty
        return is_type or is_list or self.name.endswith(".iwa")

    @property
    def is_of_program(self) -> bool:
        """Whether it is one that only programs have, for Java or Android."""
        return self.name in PROGRAM_MEMBERS

    @property
    def is_of_book(self) -> bool:
        """Whether it is one that only books in EPUB have."""
        is_container = self.name == BOOK_MEMBER and not self.is_empty
        return is_container or (self.name == "mimetype" and self.data.startswith(BOOK_TYPE))


def local_members(head: bytes) -> Iterator[LocalMember]:
    """Yield the members whose heads lie within the beginning of an archive, those within members left out."""
    at = 0
    while head.startswith(SIGNATURE, at) and len(head) >= at + HEAD.size:
        _, _, flags, method, _, _, _, size, _, n_name, n_extra = HEAD.unpack_from(head, at)
        begin = at + HEAD.size + n_name + n_extra
        name = head[at + HEAD.size : at + HEAD.size + n_name].decode("utf-8", "replace")
        is_empty = not flags & SIZE_BEHIND and head[begin : begin + size] in {b"", PACKED_NOTHING}
        yield LocalMember(name, head[begin : begin + 64] if method == STORED else b"", is_empty)
        at = head.find(SIGNATURE, begin) if flags & SIZE_BEHIND and not size else begin + size
        if at < 0:
            return
