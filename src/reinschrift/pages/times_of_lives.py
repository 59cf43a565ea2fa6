"""Which times that a page marks up are days of a birth or a death, by the words before them."""

from __future__ import annotations

import re

from reinschrift.text.arrays import Bytes
from reinschrift.text.periods import is_of_a_life, is_sure_label_of_a_life
from reinschrift.text.references import unescape

BYTES_BEFORE = 300
"""Bytes before a time in which its label stands, tags among them."""
_TAG = re.compile(r"<[^>]*>|^[^<>]*>")


def is_time_of_a_life(data: Bytes, start: int) -> bool:
    """Say whether the tag that begins at `start` marks such a day: `Born <time>`, `<dt>Died</dt><dd><time>`.

    Words right before it may be the end of a sentence; a block of its own must be a label, and no headline.
    """
    before = data[max(0, start - BYTES_BEFORE) : start].tobytes().decode("utf-8", "replace")
    pieces = [" ".join(unescape(piece).split()) for piece in _TAG.split(before)]
    if pieces[-1]:
        return is_of_a_life(pieces[-1])
    label = next((piece for piece in reversed(pieces) if piece), "")
    return is_sure_label_of_a_life(label)
