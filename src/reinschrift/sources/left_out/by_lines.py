"""Records of erasures that were made before sketches were: their texts are known by marks of whole lines."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import n_chars, one_chunk

SAME_LINES = 0.8
"""A record is the erased one if at least this share of the characters of either is in the same lines."""
_MARK_CHARS = 16


class Lines(NamedTuple):
    """The lines of an erased record, those that were removed from it included; equal lines count once."""

    n_chars: int
    below: str
    """Lines whose mark is not below this are not compared."""
    lines: Mapping[str, int]
    """The marks of its lines, and the characters of each."""

    def is_in(self, marks: Mapping[str, int]) -> bool:
        """Say whether a record with these lines is this one."""
        others = {mark: n for mark, n in marks.items() if mark < self.below}
        shared = sum(n for mark, n in others.items() if mark in self.lines)
        return shared >= SAME_LINES * max(sum(self.lines.values()), sum(others.values()))


def marked_lines(key: bytes, texts: pa.Table) -> dict[str, dict[str, int]]:
    """Return the marks of the lines of texts by `id`, and the characters of each; empty lines are left out."""
    lists = pc.split_pattern(one_chunk(texts["text"]), "\n")
    ids = one_chunk(texts["id"]).take(pc.list_parent_indices(lists))
    lines = pc.utf8_trim_whitespace(pc.list_flatten(lists))
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    for identity, line, n in zip(ids.to_pylist(), lines.to_pylist(), n_chars(lines).tolist(), strict=True):
        if n:
            marks[identity][mark_of(key, f"line\0{line}")] = n
    return marks


def mark_of(key: bytes, name: str) -> str:
    """Return a short HMAC: 64 bits, in hex."""
    return hmac.digest(key, name.encode(), hashlib.sha256).hex()[:_MARK_CHARS]
