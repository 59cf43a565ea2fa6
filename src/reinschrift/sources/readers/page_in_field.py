"""Pages of HTML, and subtitles, that stand in a field of a record in place of a text."""

from __future__ import annotations

import re

from reinschrift import pages
from reinschrift.record import Problem, Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.readers.cues import CUES_START
from reinschrift.sources.readers.speakers import cues_of_speakers
from reinschrift.sources.readers.subtitles import spoken_in

HELD = frozenset({"text", "html"})
HEAD_CHARS = 500
"""Characters of a text in which a whole page shows itself; byte order mark, blanks and comments may come first."""

# RE2 reads it over whole columns, too: `re.ASCII` and no `\b` let both mean the same.
PAGE_START = "(?is)^[\\s\ufeff]*" r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]"
_PAGE_START = re.compile(PAGE_START, re.ASCII)
_CUES_START = re.compile(CUES_START, re.ASCII)
SPEAKERS_START = "^[\\s\ufeff]*" r"[^\n]{0,80}[0-9]{1,3}(?::|：)[0-9]{2}[^\n]*\n"
"""A text with a time in its first line may be a transcript."""
_SPEAKERS_START = re.compile(SPEAKERS_START, re.ASCII)


def is_page(text: str) -> bool:
    """Say whether a text is a whole page of HTML, by how it begins."""
    return _PAGE_START.match(text[:HEAD_CHARS]) is not None


def record_of_fields(number: int, fields: dict[str, str], settings: ReadSettings) -> Record | None:
    """Return the page, or what is spoken in the subtitles, that a record holds, as a record; none if it holds neither.

    A page is what stands in the field `html`, or a text that begins as a page does. What the record's other fields say
    wins over what the page says of itself.
    """
    text = fields.get("text", "")
    if _CUES_START.match(text[:HEAD_CHARS]) or is_transcript(text):
        return _record_of_cues(number, text, {name: value for name, value in fields.items() if name not in HELD})
    page = fields.get("html", "") if not text or text.isspace() else text if is_page(text) else ""
    if not page or page.isspace():
        return None
    own = {name: value for name, value in fields.items() if name not in HELD}
    return record_of_page(number, page.encode("utf-8", "replace"), own, settings)


def is_transcript(text: str) -> bool:
    """Say whether a text is a transcript with times beside its speakers."""
    return _SPEAKERS_START.match(text[:HEAD_CHARS]) is not None and bool(cues_of_speakers(text.splitlines()))


def _record_of_cues(number: int, text: str, own: dict[str, str]) -> Record:
    spoken = spoken_in(text)
    return Record(number, spoken, own, None if spoken else Problem("no_text", "Nothing is spoken in the subtitles."))


def record_of_held(number: int, held: bytes, own: dict[str, str], settings: ReadSettings) -> Record:
    """Return a page, or subtitles, that stand in a field as a record; its other fields are `own`."""
    text = held[: 4 * HEAD_CHARS].decode("utf-8", "replace")
    if _CUES_START.match(text[:HEAD_CHARS]):
        return _record_of_cues(number, held.decode("utf-8", "replace"), own)
    if _SPEAKERS_START.match(text[:HEAD_CHARS]) and is_transcript(written := held.decode("utf-8", "replace")):
        return _record_of_cues(number, written, own)
    return record_of_page(number, held, own, settings)


def record_of_page(number: int, page: bytes, own: dict[str, str], settings: ReadSettings) -> Record:
    """Return a page as a record; its fields are `own`, and what the page says where they are silent."""
    read = pages.read_page(page, own.get("url"), None, settings)
    markup = dict(read.markup)
    if markup.get("metadata_evidence"):
        markup["metadata_evidence"] = [each for each in markup["metadata_evidence"] if each["field"] not in own] or None
    return Record(number, read.text, read.fields | own, read.problem, read.decoding, markup)
