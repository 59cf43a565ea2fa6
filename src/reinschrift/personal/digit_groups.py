"""A run of digits, cut into its groups and what stands between them."""

from __future__ import annotations

import re
from typing import NamedTuple

_GROUP = re.compile(rb"\d+")


class Run(NamedTuple):
    """Groups of digits with little between them, as the screen found them."""

    text: bytes
    """The text that it stands in."""
    start: int
    """With the plus sign and brackets before the first digit."""
    end: int
    groups: tuple[str, ...]
    starts: tuple[int, ...]
    """Where each group begins in the text."""
    gaps: tuple[str, ...]
    """What stands behind each group but the last."""

    def end_of(self, group: int) -> int:
        """Return where a group ends in the text."""
        return self.starts[group] + len(self.groups[group])


def read_run(text: bytes, start: int, end: int) -> Run:
    """Return the run between two byte positions of a text."""
    groups, starts, gaps, last = [], [], [], -1
    for match in _GROUP.finditer(text, start, end):
        if last >= 0:
            gaps.append(text[last : match.start()].decode("utf-8", "replace"))
        groups.append(match[0].decode())
        starts.append(match.start())
        last = match.end()
    return Run(text, start, end, tuple(groups), tuple(starts), tuple(gaps))
