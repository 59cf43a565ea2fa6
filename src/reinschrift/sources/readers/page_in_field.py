"""Pages of HTML that stand in a field of a record, in place of a text."""

from __future__ import annotations

import re

from reinschrift import pages
from reinschrift.record import Record
from reinschrift.settings.read import ReadSettings

HEAD_CHARS = 500
"""Characters of a text in which a whole page shows itself; byte order mark, blanks and comments may come first."""

# RE2 reads it over whole columns, too: `re.ASCII` and no `\b` let both mean the same.
PAGE_START = "(?is)^[\\s\ufeff]*" r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]"
_PAGE_START = re.compile(PAGE_START, re.ASCII)


def is_page(text: str) -> bool:
    """Say whether a text is a whole page of HTML, by how it begins."""
    return _PAGE_START.match(text[:HEAD_CHARS]) is not None


def record_of_fields(number: int, fields: dict[str, str], settings: ReadSettings) -> Record | None:
    """Return the page that a record holds, as a record; none if it has a text of its own, or no page.

    A page is what stands in the field `html`, or a text that begins as a page does. What the record's other fields say
    wins over what the page says of itself.
    """
    text = fields.get("text", "")
    page = fields.get("html", "") if not text or text.isspace() else text if is_page(text) else ""
    if not page or page.isspace():
        return None
    own = {name: value for name, value in fields.items() if name not in {"text", "html"}}
    return record_of_page(number, page.encode("utf-8", "replace"), own, settings)


def record_of_page(number: int, page: bytes, own: dict[str, str], settings: ReadSettings) -> Record:
    """Return a page as a record; its fields are `own`, and what the page says where they are silent."""
    read = pages.read_page(page, own.get("url"), None, settings)
    markup = dict(read.markup)
    if markup.get("metadata_evidence"):
        markup["metadata_evidence"] = [each for each in markup["metadata_evidence"] if each["field"] not in own] or None
    return Record(number, read.text, read.fields | own, read.problem, read.decoding, markup)
