"""The lines of a poem whose lines are elements of their own: taken out of its markup, tag by tag, into stanzas."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from reinschrift.languages import one_of_words
from reinschrift.pages.markup import HEADINGS, TAG, VOID

_ATTRIBUTE = rb"\b(?:class|id)\s*=\s*(?:\"[^\"]{0,300}?|'[^']{0,300}?|)(?<![A-Za-z])(?:%b)(?![a-z0-9])"


def _attribute_of(kind: str) -> re.Pattern[bytes]:
    """Return the pattern of an attribute that names a word of a list: `poem`, `poem-body`, `PoemBody`, no `poems`."""
    words = one_of_words("hints", kind).split("|")
    return re.compile(_ATTRIBUTE % "|".join(f"[{word[0]}{word[0].upper()}]{word[1:]}" for word in words).encode())


VERSE, LINE = _attribute_of("verse"), _attribute_of("verse_line")
_LINES = frozenset({b"l", b"p", b"div", b"li", b"tr"})
_GROUPS = frozenset({b"lg", b"ul", b"ol", b"table", b"tbody", b"thead", b"section", b"blockquote", b"article"})
_ASIDE = frozenset({b"header", b"footer", b"figure", b"aside", b"nav", b"button", b"form", b"style", b"small", b"hr"})
_NO_VERSE = frozenset({b"pre", b"code", b"script", b"textarea", b"select", b"svg", b"dl", b"iframe"})
_CELL, _BETWEEN = b"\x00", b"\x01"
"""What stands in a line between two cells, and between two elements that touch each other."""
INNER_TAGS = re.compile("<[^>]*>")


class Poem(NamedTuple):
    """The lines of a poem, each with the attributes of its element, and what stands between them."""

    items: list[tuple[bytes, bytes]]
    begins: set[int]
    """Which items begin a stanza."""
    beside: set[int]
    """Which items are no lines: headings, names of authors, pictures."""
    marked: set[int]
    """Which lines are marked as such."""


class NoVerseError(Exception):
    """What holds it is no poem."""


class Reader:
    """Takes the lines out of an element, tag by tag."""

    def __init__(self, inner: bytes, is_headed: bool, is_rtl: bool) -> None:  # noqa: FBT001  # of this module alone
        self._inner = inner
        self._is_rtl = is_rtl
        self._lines = _LINES | HEADINGS if is_headed else _LINES
        self._aside = _ASIDE if is_headed else _ASIDE | HEADINGS
        self._poem = Poem([], set(), set(), set())
        self._open: list[tuple[bytes, bytes, int, int, bool]] = []
        """Of each open tag its name, its attributes, items and rows before it, whether it is marked as a line."""
        self._held: list[bytes] = []
        self._after_break = False
        self._n_breaks = self._n_rows = 0

    def read(self) -> Poem:
        """Return the lines. Raises `NoVerseError` for what no poem holds."""
        at, aside = 0, b""
        begun = 0
        for tag in TAG.finditer(self._inner):
            name = tag[2].lower()
            if aside:
                if name == aside and tag[1]:
                    self._put_aside(self._inner[begun : tag.end()])
                    at, aside = tag.end(), b""
                continue
            self._held.append(self._inner[at : tag.start()])
            at = tag.end()
            if name in _NO_VERSE:
                raise NoVerseError
            if name in self._aside and not tag[1]:
                self._end_line()
                if name == b"hr":
                    self._part()
                else:
                    aside, begun = name, tag.start()
                continue
            self._take(name, tag)
        if aside:
            raise NoVerseError
        self._held.append(self._inner[at:])
        self._end_line()
        return self._without_others()

    def _take(self, name: bytes, tag: re.Match[bytes]) -> None:
        if name == b"br":
            is_end = self._end_line()
            self._n_breaks += is_end
            if not is_end and self._after_break:
                self._part()
            self._after_break = True
            return
        if name in (b"td", b"th"):
            self._held.append(_CELL)
        elif tag[1]:
            self._close(name, tag)
        elif name in self._lines or name in _GROUPS or name == b"span":
            is_marked = name == b"l" or (name in {b"span", b"p", b"div", b"li"} and LINE.search(tag[3]) is not None)
            if name != b"span" or (is_marked and not self._is_rtl):
                self._end_line()
            elif self._held and self._held[-1] == b"":
                self._held[-1] = _BETWEEN
            self._open.append((name, tag[3], len(self._poem.items), self._n_rows, is_marked))
            self._held += [tag[0]] if name == b"span" else []
        elif name not in VOID or name == b"wbr":
            self._held.append(tag[0])

    def _close(self, name: bytes, tag: re.Match[bytes]) -> None:
        if name not in self._lines and name not in _GROUPS and name != b"span":
            self._held.append(tag[0])
            return
        place = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == name), None)
        if name == b"span":
            self._held.append(tag[0])
        if place is None:
            return
        _, attributes, before, rows_before, is_marked = self._open[place]
        del self._open[place:]
        if name == b"span" and (not is_marked or self._is_rtl):
            return
        self._end_line(attributes, is_marked=is_marked)
        n_rows = self._n_rows - rows_before
        if n_rows > 1:
            self._poem.begins.add(before)
        if n_rows != 1 or name in _GROUPS:
            self._part()

    def _part(self) -> None:
        """Begin another stanza."""
        self._poem.begins.add(len(self._poem.items))

    def _put_aside(self, piece: bytes) -> None:
        self._poem.beside.add(len(self._poem.items))
        self._poem.items.append((piece, b""))

    def _end_line(self, attributes: bytes = b"", *, is_marked: bool = False) -> bool:
        """Put what is held down as a line; say whether there was any."""
        held, self._held = b"".join(self._held), []
        self._after_break = False
        parts = [part for part in held.split(_CELL) if INNER_TAGS.sub("", part.decode("utf-8", "replace")).strip()]
        if not parts:
            return False
        self._n_rows += 1
        halves = self._halves(parts)
        for half in halves or [b" ".join(part.replace(_BETWEEN, b"") for part in parts)]:
            if is_marked or halves:
                self._poem.marked.add(len(self._poem.items))
            self._poem.items.append((b" ".join(half.split()), attributes))
        return True

    def _halves(self, parts: list[bytes]) -> list[bytes]:
        """Return the two halves of a line that is written from right to left. A number stays with its line."""
        if self._is_rtl and len(parts) == 1:
            halves = [half for half in parts[0].split(_BETWEEN) if half.strip()]
            return halves if len(halves) == 2 else []  # noqa: PLR2004  # halves
        texts = [INNER_TAGS.sub("", part.decode("utf-8", "replace")).strip() for part in parts]
        if len(parts) > 1 and not any(text.isdecimal() for text in texts):
            if not self._is_rtl or len(parts) > 2:  # noqa: PLR2004  # a line beside its translation, or a table
                raise NoVerseError
            return parts
        return []

    def _without_others(self) -> Poem:
        """Return the poem; where no line is marked, what stands in another kind of element than most lines is none."""
        poem = self._poem
        if not poem.marked:
            if self._n_breaks:
                raise NoVerseError
            lines = [number for number in range(len(poem.items)) if number not in poem.beside]
            kinds = Counter(poem.items[number][1] for number in lines)
            most = kinds.most_common(1)[0][0] if kinds else b""
            for number in lines:
                piece, attributes = poem.items[number]
                if attributes != most:
                    poem.items[number] = (b"<p%b>%b</p>" % (attributes, piece), b"")
                    poem.beside.add(number)
        return poem
