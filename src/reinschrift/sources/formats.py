"""Recognises the format of a raw file by its content; its name decides only what content leaves open."""

from __future__ import annotations

from reinschrift.errors import UnknownFormatError
from reinschrift.sources.as_utf8 import to_utf8
from reinschrift.sources.packing import compression_of
from reinschrift.sources.readers import FORMATS
from reinschrift.sources.readers.format import Beginning
from reinschrift.text.binary import is_plain

FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"ID3", "a sound"),
    (b"OggS", "a sound or film"),
    (b"SQLite format 3", "a database"),
    (b"ARROW1", "an Arrow file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
    (b"{\\rtf", "a rich text document"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
)
"""Files whose first bytes say what they are, and that no reader takes yet."""

OFFICE = b"PK\x03\x04"
OFFICE_SIGNS = (b"[Content_Types].xml", b"mimetypeapplication/vnd.", b"word/", b"xl/")


def recognise(path: str, head: bytes) -> str:
    """Return the name of the format of a file with the name `path` and the unpacked beginning `head`.

    Raises `UnknownFormatError` for anything that none of the readers takes.
    """
    seen = Beginning(path, head)
    foreign = next((what for magic, what in FOREIGN if head.startswith(magic)), None)
    if head.startswith(OFFICE) and any(sign in head[:4096] for sign in OFFICE_SIGNS):
        foreign = "an office document"
    if packing := compression_of(head):
        foreign = f"packed twice, with {packing} inside; unpack it once"
    if foreign is not None:
        raise _unknown(path, f"it is {foreign}")
    if proved := next((each.name for each in FORMATS if each.recognise(seen)), None):
        return proved
    if narrow := to_utf8(head):
        return recognise(path, narrow)
    if not is_plain(head):
        raise _unknown(path, "its bytes are no text")
    if guessed := next((each.name for each in FORMATS if each.guess(seen)), None):
        return guessed
    if "json" in seen.endings:
        raise _unknown(path, "it is called JSON, but holds no objects that can be made out")
    return "text"


def _unknown(path: str, why: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"No reader takes this file: {why}.",
        hint=f"What is read: {titles()}; packed with gzip, zstd, bzip2, xz, lz4, too. "
        'If it is one of them, say so in its source: format = "text".',
        context={"file": path},
    )


def titles() -> str:
    """Return what all formats are called, as part of a sentence."""
    return ", ".join(each.title for each in FORMATS)


def formats_markdown() -> str:
    """Return the table of formats for raw/README.md."""
    rows = [f"| `{each.name}` | {each.title} | {each.told_by} |" for each in FORMATS]
    return "\n".join(["| `format` | what it is | recognised by |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(formats_markdown())  # noqa: T201  # for whoever adds a format and its row in raw/README.md
