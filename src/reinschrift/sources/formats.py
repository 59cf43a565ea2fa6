"""Recognises the format of a raw file by its content; its name decides only what content leaves open."""

from __future__ import annotations

from reinschrift.errors import UnknownFormatError
from reinschrift.sources.as_utf8 import to_utf8
from reinschrift.sources.foreign import foreign_bytes, foreign_xml
from reinschrift.sources.foreign_text import is_wiki_markup
from reinschrift.sources.readers import FORMATS
from reinschrift.sources.readers.format import Beginning
from reinschrift.text.binary import is_plain


def recognise(path: str, head: bytes) -> str:
    """Return the name of the format of a file with the name `path` and the unpacked beginning `head`.

    Raises `UnknownFormatError` for anything that none of the readers takes.
    """
    seen = Beginning(path, head)
    if foreign := foreign_bytes(head):
        raise _unknown(path, f"it is {foreign}")
    if proved := next((each.name for each in FORMATS if each.recognise(seen)), None):
        return proved
    if narrow := to_utf8(head):
        return recognise(path, narrow)
    if not is_plain(head):
        raise _unknown(path, "its bytes are no text")
    if foreign := foreign_xml(head):
        raise _unknown(path, f"it is {foreign}")
    if guessed := next((each.name for each in FORMATS if each.guess(seen)), None):
        return guessed
    if "json" in seen.endings:
        raise _unknown(path, "it is called JSON, but holds no objects that can be made out")
    if is_wiki_markup(head):
        raise _unknown(path, "it is wiki markup, as MediaWiki writes it; a converter makes text of it")
    return "text"


def _unknown(path: str, why: str) -> UnknownFormatError:
    return UnknownFormatError(
        f"No reader takes this file: {why}.",
        hint=f"What is read: {titles()}; packed with gzip, zstd, bzip2, xz, lzma, lz4, too. "
        'If it is one of them, say so in its source: format = "text".',
        context={"file": path},
    )


def titles() -> str:
    """Return what all formats are called, as part of a sentence."""
    return ", ".join(each.title for each in FORMATS)


def formats_markdown() -> str:
    """Return the table of formats for raw/README.md."""
    rows = [f"| `{each.name}` | {each.title} | {each.recognised_by} |" for each in FORMATS]
    return "\n".join(["| `format` | what it is | recognised by |", "|---|---|---|", *rows])


if __name__ == "__main__":
    print(formats_markdown())  # noqa: T201  # for whoever adds a format and its row in raw/README.md
