"""Names what no reader takes: formats that their first bytes, their members or their markup tell, text or not."""

from __future__ import annotations

import re

from reinschrift.sources.foreign_text import foreign_text
from reinschrift.sources.packing import compression_of
from reinschrift.sources.readers.zip_heads import local_members
from reinschrift.text.binary import is_plain

MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "a database"),
    (b"Obj\x01", "an Avro file"),
    (b"{\\rtf", "a rich text document"),
    (b"%!PS", "PostScript"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x1f\x9d", "packed with compress; unpack it"),
    (b"filedesc://", "an ARC archive, the form before WARC; convert it to WARC"),
)
"""First bytes that no text begins with, and what a file is that begins so."""
WORDS = (
    (b"MZ", "a Windows program"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound or film"),
    (b"ARROW1", "an Arrow file"),
    (b"ORC", "an ORC file"),
    (b"Rar!", "a RAR archive"),
)
"""First bytes that a text may begin with, too; they count only if no text follows."""
XML_ROOTS = {
    "mediawiki": "a dump of MediaWiki; its wiki markup wants a converter, which gives text or JSON lines",
    "tei": "a TEI edition; convert it to text or HTML",
    "teicorpus": "a TEI corpus; convert it to text or HTML",
    "tei.2": "a TEI edition; convert it to text or HTML",
    "article": "an article in JATS or DocBook; convert it to text or HTML",
    "fictionbook": "a book in FictionBook; convert it to EPUB",
    "svg": "a drawing",
    "urlset": "a map of a site",
    "sitemapindex": "a map of a site",
    "opml": "an outline, or a list of feeds (OPML)",
    "plist": "a list of properties",
    "tmx": "a translation memory",
    "xliff": "a file of translations",
}
"""What XML is by its root element, in small letters and without its prefix."""
KNOWN_ALONE = (
    "mediawiki", "tei", "teicorpus", "tei.2", "fictionbook", "opml", "plist", "tmx", "xliff", "urlset", "sitemapindex",
)  # fmt: skip
"""Roots that stand for themselves, without a declaration or a namespace."""
XML = re.compile(
    rb"\s*(?P<declared><\?xml\b[^>]*>)?(?:\s*<!--.{0,2000}?-->|\s*<\?[^>]*>|\s*<!DOCTYPE[^>\[]*(?:\[.{0,3000}?\]\s*)?>)*+"
    rb"\s*<(?P<root>[A-Za-z_][\w.-]*(?::[\w.-]+)?)(?P<rest>[^<>]{0,2000})",
    re.DOTALL | re.IGNORECASE,
)
MOST_BYTES = 8192


def foreign_bytes(head: bytes) -> str | None:
    """Return what a file is that its first bytes show to be none of ours, as the end of a sentence; None: it may be."""
    if packing := compression_of(head):
        return f"packed twice, with {packing} inside; unpack it once"
    if found := next((what for magic, what in MAGIC if head.startswith(magic)), None):
        return found
    if (found := next((what for magic, what in WORDS if head.startswith(magic)), None)) and not is_plain(head):
        return found
    for member in local_members(head):
        if member.is_of_office or member.is_of_program:
            return "an office document" if member.is_of_office else "a program"
    return foreign_text(head)


def foreign_xml(head: bytes) -> str | None:
    """Return what kind of XML a text is, none of ours; None if it is none."""
    found = XML.match(head[:MOST_BYTES].removeprefix(b"\xef\xbb\xbf"))
    if found is None:
        return None
    written = found["root"].decode("ascii", "replace")
    root = written.rpartition(":")[2].lower()
    if not found["declared"] and b"xmlns" not in found["rest"] and root not in KNOWN_ALONE:
        return None
    return XML_ROOTS.get(root, f"XML with the root element {written}; convert it to text or HTML")
