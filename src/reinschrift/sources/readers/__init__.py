"""One module a format: its recognition and its reader. `FORMATS` is the only list of them."""

from __future__ import annotations

from reinschrift.sources.readers import (
    archive,
    csv,
    epub,
    feed,
    html,
    json_values,
    jsonl,
    mail,
    parquet,
    subtitles,
    text,
    warc,
)
from reinschrift.sources.readers.format import Format

FORMATS: tuple[Format, ...] = (
    parquet.FORMAT, epub.FORMAT, archive.ZIP, archive.TAR, warc.FORMAT, feed.FORMAT, html.FORMAT,
    mail.FORMAT, subtitles.FORMAT, json_values.FORMAT, jsonl.FORMAT, csv.FORMAT, text.FORMAT,
)  # fmt: skip
"""All formats, in the order in which a file is held against them; plain text, which anything can be, is the last."""

BY_NAME = {each.name: each for each in FORMATS}
