"""What a notebook shows of tables: HTML of a few rows, every value short and escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

LONGEST = 80
"""Characters of a value that are shown."""


def table_in_html(caption: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table with a caption, a head and rows as HTML; whatever stands in a text is no markup."""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(f'<td>{escape(shortened(value))}</td>' for value in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def shortened(value: Any) -> str:
    """Return a value on one line of at most `LONGEST` characters; nothing for null."""
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
