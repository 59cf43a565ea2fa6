"""One text that a program holds, as a record: read as a file of it would be."""

from __future__ import annotations

import hashlib

from reinschrift.record import Record
from reinschrift.settings.read import ReadSettings
from reinschrift.sources.parts import FilePart
from reinschrift.sources.ranges import RawRecord
from reinschrift.sources.readers.html import PAGE, page_of
from reinschrift.sources.readers.text import record_of_text


def record_in_memory(name: str, data: bytes, charset: str | None, settings: ReadSettings) -> tuple[FilePart, Record]:
    """Return a text, or a page of HTML, as a record of a file of that name; `charset` is that of a text, if known."""
    raw = RawRecord(0, 0, data, len(data))
    is_page = PAGE.match(data) is not None
    record = page_of(raw, settings) if is_page else record_of_text(raw, charset)
    form = "html" if is_page else "text"
    return FilePart(form, name, form, None, None, len(data), hashlib.sha256(data).hexdigest()), record
