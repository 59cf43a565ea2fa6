"""A number with its noun, as people write them: 1 document, 2,000 documents."""

from __future__ import annotations


def counted(number: float, noun: str) -> str:
    """Return a number, in groups of three digits, with its noun, which has an `s` but for one."""
    shown = f"{number:,.0f}" if number == round(number) or number >= 100 else f"{number:,g}"  # noqa: PLR2004  # of a number so large nobody reads a fraction
    if shown == "1":
        return f"1 {noun}"
    return f"{shown} {noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{shown} {noun}s"
