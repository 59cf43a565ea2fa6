"""Raised and lowered digits, and references to notes: as plain text they must not run into what they follow."""

from __future__ import annotations

import re

import numpy as np

from reinschrift.pages.markup import Markup

RAISED = dict(zip("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ", strict=True))
LOWERED = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_TABLES = {b"sup": str.maketrans(RAISED), b"sub": str.maketrans(LOWERED)}
_NUMBER = re.compile(rb"(?i)<(sup|sub)(?:\s[^<>]{0,300})?>\s{0,9}((?:[0-9+=()n-]|\xe2\x88\x92){1,6})\s{0,9}</\1\s*>")
_MARK = rb"([0-9]{1,4}|[a-z*]|\xe2\x80[\xa0\xa1])"
"""A number, a letter, a star or a dagger."""
_A, _SUP = rb"<a(?:\s[^<>]{0,900})?>", rb"<sup(?:\s[^<>]{0,300})?>"
_NOTE = re.compile(
    rb"(?i)(?P<open>%b\s{0,9}%b|%b\s{0,9}%b|<a\s[^<>]{0,600}(?:\bdoc-noteref\b|\bfootnote-ref)[^<>]{0,600}>)"
    rb"\s{0,9}(?P<mark>%b)(?=\s{0,9}</)" % (_SUP, _A, _A, _SUP, _MARK)
)


def with_raised(page: Markup) -> Markup:
    """Return a page whose references to notes stand in brackets, and whose raised digits are Unicode's.

    `230<sup><a href="#n2">2</a></sup> Volt` becomes `230[2] Volt`, `10<sup>3</sup>` becomes `10³`. Raised letters
    (`1<sup>st</sup>`) stay.
    """
    raised = page.are_starts("sup")
    may_be_notes = raised | (page.are_starts("a") & (page.have_sign("note") | np.append(raised[1:], [False])))
    page = page.rewritten(_NOTE, may_be_notes, _in_brackets)
    return page.rewritten(_NUMBER, page.are_starts("sup", "sub"), _as_unicode)


def _in_brackets(found: re.Match[bytes]) -> bytes:
    return found["open"] + b"[" + found["mark"] + b"]"


def _as_unicode(found: re.Match[bytes]) -> bytes:
    table = _TABLES[found[1].lower()]
    text = found[2].decode()
    if not any(sign.isalnum() for sign in text) or any(ord(sign) not in table for sign in text):
        return found[0]
    return text.translate(table).encode()
