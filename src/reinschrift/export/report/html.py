"""Parts of a page: escaped text, tables with bars, sections. What comes from outside can do nothing in any of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from reinschrift.text.unseen import UNPRINTABLE

LONGEST = 300
"""Characters of a name or an address that are shown."""
BAR = 100
"""Width of the longest bar, in units of the drawing."""
_UNSEEN = re.compile(UNPRINTABLE)


class Raw(str):
    """HTML that is already safe."""

    __slots__ = ()


class Bar(NamedTuple):
    """A number that is drawn, as a share of the largest in its column."""

    value: float
    most: float


def escaped(value: Any, longest: int = LONGEST) -> Raw:
    """Return a value as text of HTML or of an attribute; what steers or hides is shown by its code."""
    if isinstance(value, Raw):
        return value
    text = str(value)
    text = text if len(text) <= longest else f"{text[: longest - 1]}…"
    return Raw(html.escape(_UNSEEN.sub(_shown, text)))


def _shown(found: re.Match[str]) -> str:
    return found[0] if found[0] in "\n\t" else f"\\u{ord(found[0]):04x}"


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Raw:
    """Return a table; numbers are set to the right, a `Bar` is drawn."""
    rows = list(rows)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    cells = "".join(_head(name, value) for name, value in zip(head, rows[0] if rows else head, strict=True))
    if not body:
        return Raw(f"<p>{escaped(caption)}: none.</p>")
    return Raw(
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(caption)}"><table><caption>'
        f"{escaped(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _head(name: str, value: Any) -> str:
    side = ' class="n"' if isinstance(value, int | float) and not isinstance(value, bool) else ""
    return f'<th scope="col"{side}>{escaped(name)}</th>'


def _cell(value: Any) -> str:
    if isinstance(value, Bar):
        width = BAR * value.value / value.most if value.most else 0
        return (
            f'<td><svg class="bar" viewBox="0 0 {BAR} 10" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{width:.2f}" height="10"/></svg></td>'
        )
    if value is None:
        return "<td>–</td>"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<td class="n">{number(value)}</td>'
    return f"<td>{escaped(value)}</td>"


def number(value: float | None) -> Raw:
    """Return a number as people read it."""
    if value is None:
        return Raw("–")
    return Raw(f"{value:,}" if isinstance(value, int) else f"{value:,.4g}")


def section(name: str, title: str, *parts: str) -> Raw:
    """Return a part of the page that the list of contents can lead to."""
    return Raw(f'<section id="{name}" aria-labelledby="{name}-title"><h2 id="{name}-title">{escaped(title)}</h2>'
               f"{''.join(parts)}</section>")  # fmt: skip


def ranked(caption: str, head: Sequence[str], rows: Sequence[Sequence[Any]], most: int) -> Raw:
    """Return a table of names with numbers, a bar for the first number, and how many more there are."""
    largest = max((row[1] for row in rows), default=0)
    shown = [(row[0] if row[0] is not None else "not known", *row[1:], Bar(row[1], largest)) for row in rows[:most]]
    return Raw(table(caption, (*head, "share"), shown) + more(len(rows) - most))


def more(n_rows: int) -> Raw:
    """Say how many rows a table leaves out, if it does."""
    return Raw(f"<p>and {n_rows:,} more</p>" if n_rows > 0 else "")
