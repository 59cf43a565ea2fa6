"""Where a text shows markup on purpose: blocks of lines that are more tags than words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from reinschrift.text.signs import SENTENCE_ENDS

_FEED = re.compile("\n")
_LEAST_LINES = 2
_PROSE = 40
"""Characters of text that make a line with tags prose that lost its markup, not a sample of code."""
_PROSE_TAGS = 2
_LETTERS, _LEAD_WORDS, _LEAD_ENDS = 0.8, 2, frozenset(SENTENCE_ENDS + ":")
"""Share of letters and blanks in prose; words of the shortest line that leads to a sample, and how it ends."""


class _Block(NamedTuple):
    """Tags `first` to `last` (exclusive), on neighbouring lines."""

    first: int
    last: int
    n_lines: int
    covered: int
    """Characters in tags."""
    visible: int
    """Characters outside of them, white space not counted."""

    def is_sample(self) -> bool:
        return self.n_lines >= _LEAST_LINES and self.covered > self.visible


def in_samples(text: str, spans: Sequence[tuple[int, int]], sure: Sequence[bool]) -> list[bool]:
    """Say for each tag (its start and end, in order) whether it belongs to a sample of code.

    There is none if the whole text is markup, if nothing around it is prose that could speak of it, or if prose
    elsewhere in the text has left-over tags (`sure`) too.
    """
    nowhere = [False] * len(spans)
    if not spans or (text.lstrip()[:1] == "<" and text.rstrip()[-1:] == ">"):
        return nowhere
    blocks = _blocks(text, spans)
    for block in blocks:
        prose = not block.is_sample() and block.visible >= max(_PROSE, block.covered)
        if prose and sum(sure[block.first : block.last]) >= _PROSE_TAGS:
            return nowhere
    samples = [block for block in blocks if block.is_sample()]
    if not samples or not _has_prose(text, spans):
        return nowhere
    return [block.is_sample() for block in blocks for _ in range(block.first, block.last)]


def _has_prose(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Say whether a line without tags is prose: some words that end as a sentence or a lead does, or many.

    Words are what blanks part: signs part the pieces of a line of code, which is distinguished from prose here.
    """
    ends = [end for _, end in spans]
    at = 0
    for line in text.split("\n"):
        stop = at + len(line)
        number = bisect_left(ends, at + 1)
        if number == len(spans) or spans[number][0] >= stop:
            letters = sum(character.isalpha() or character.isspace() for character in line)
            is_clear = line.rstrip()[-1:] in _LEAD_ENDS and len(line.split()) >= _LEAD_WORDS
            if letters >= _LETTERS * len(line) and (is_clear or letters >= _PROSE):
                return True
        at = stop + 1
    return False


def _blocks(text: str, spans: Sequence[tuple[int, int]]) -> list[_Block]:
    feeds = [feed.start() for feed in _FEED.finditer(text)]
    lines = [(bisect_left(feeds, start), bisect_left(feeds, end)) for start, end in spans]
    blocks = []
    first = 0
    for i in range(1, len(spans) + 1):
        if i < len(spans) and lines[i][0] <= lines[i - 1][1] + 1:
            continue
        top, bottom = lines[first][0], lines[i - 1][1]
        start = feeds[top - 1] + 1 if top else 0
        end = feeds[bottom] if bottom < len(feeds) else len(text)
        inside = spans[first:i]
        gaps = zip([start, *(stop for _, stop in inside)], [*(begin for begin, _ in inside), end], strict=True)
        visible = sum(len("".join(text[left:right].split())) for left, right in gaps)
        blocks.append(_Block(first, i, bottom - top + 1, sum(stop - begin for begin, stop in inside), visible))
        first = i
    return blocks
