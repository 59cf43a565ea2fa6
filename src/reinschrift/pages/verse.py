"""Poems whose lines are elements of their own, where the markup says that it is verse: a paragraph for each stanza."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from reinschrift.languages import one_of_words
from reinschrift.pages.markup import HEADINGS, T_CLOSE, T_START, TAG, Markup
from reinschrift.pages.verse_lines import INNER_TAGS, LINE, VERSE, NoVerseError, Poem, Reader
from reinschrift.text.signs import CLOSING_QUOTES, SENTENCE_ENDS, one_of

MOST = 200_000
"""Bytes of the longest poem that is changed."""
LEAST_LINES, LINE_CHARS = 3, 62
"""Lines of the shortest poem that its form shows, characters of its longest line (as in plain text)."""
MARKED_CHARS = 120
"""Characters of the longest line that is marked as one: a verse of the Bible that is a sentence is longer."""
MARKED_ENDS = 4
"""Lines to each that ends as a clause or a sentence does, at most; a list of titles has none."""
HEADED = 4
"""Headings of the shortest poem whose lines are headings."""
BUDGET = 3
"""How often the bytes of a page are looked at, for poems in poems that are none."""

_SPAN = re.compile(rb"<span class=[\"']?(?:%b)[\"'\s>]" % one_of_words("hints", "verse_line").encode())
"""A span that is nothing but a line; where no poem is called so, it has no other class."""
_RIGHT_TO_LEFT = re.compile(rb"(?i)\bdir\s*=\s*[\"']?rtl")
_HOLDERS = ("div", "section", "article", "blockquote", "p", "ul", "ol", "table", "lg", "main")
_UNCHANGED = frozenset({b"div", b"section", b"article", b"blockquote", b"main"})
_SENTENCE = re.compile(f"(?:{one_of(SENTENCE_ENDS)}){one_of(CLOSING_QUOTES)}*$")
_CLAUSE = re.compile(f"[,;:、،؛，；–—-]{one_of(CLOSING_QUOTES)}*$")


def with_verse(page: Markup) -> Markup:
    """Return a page whose poems are paragraphs with a `br` for each line's end.

    Lines are `l`, elements whose class says so, or whatever short elements a poem is made of; the two halves of a
    line that is written from right to left become two lines. What has not the form of verse stays as it is.
    """
    if not _may_have_verse(page):
        return page
    is_rtl = _RIGHT_TO_LEFT.search(page.data) is not None
    pieces, at, left = [], 0, BUDGET * len(page.data)
    for tag in np.flatnonzero(page.are_starts(*_HOLDERS) & (page.tags[:, T_CLOSE] >= 0)).tolist():
        start, (begin, stop) = int(page.tags[tag, T_START]), page.inside(tag)
        element = page.name(tag), page.attributes(tag)
        if not _may_hold(page.data, element, begin, stop):
            continue
        left -= stop - begin
        if start < at or stop - begin > MOST or left < 0:
            continue
        made = _as_paragraphs(page.data[begin:stop], element, is_rtl=is_rtl)
        if made is not None:
            pieces += [page.data[at:start], made]
            at = page.end(tag)
    return page.of(pieces, at)


def _may_have_verse(page: Markup) -> bool:
    """Say whether the tags of TEI stand in a page, an element is called verse, or a span is nothing but a line."""
    if page.are_starts("l", "lg").any():
        return True
    called = (page.attributes(tag) for tag in np.flatnonzero(page.have_sign("verse")).tolist())
    lines = page.tags[page.are_starts("span") & page.have_sign("verse_line"), T_START].tolist()
    return any(map(VERSE.search, called)) or any(_SPAN.match(page.data, start) for start in lines)


def _may_hold(page: bytes, element: tuple[bytes, bytes], begin: int, stop: int) -> bool:
    """Say whether an element is called verse, or begins with a line that is marked as one."""
    if element[0] == b"lg" or VERSE.search(element[1]):
        return True
    first = TAG.search(page, begin, min(stop, begin + MARKED_CHARS))
    if first is None or page[begin : first.start()].strip():
        return False
    return first[2].lower() == b"l" or (first[2].lower() == b"span" and LINE.search(first[3]) is not None)


def _as_paragraphs(inner: bytes, element: tuple[bytes, bytes], *, is_rtl: bool) -> bytes | None:
    """Return an element, its name and attributes, as a block of paragraphs with `br` for lines; none if no poem."""
    name, attributes = element
    n_headings = sum(tag[2].lower() in HEADINGS for tag in TAG.finditer(inner) if not tag[1])
    try:
        poem = Reader(inner, n_headings >= HEADED, is_rtl).read()
    except NoVerseError:
        return None
    is_called = name == b"lg" or VERSE.search(attributes) is not None
    if not _is_verse(poem, is_called=is_called, is_sure=is_rtl or VERSE.search(inner) is not None):
        return None
    name = name if name in _UNCHANGED else b"div"
    return b"<%b%b>%b</%b>" % (name, attributes, b"".join(_written(poem)), name)


def _written(poem: Poem) -> Iterator[bytes]:
    held: list[bytes] = []
    for number, (piece, _) in enumerate(poem.items):
        is_line = number not in poem.beside
        if held and (not is_line or number in poem.begins):
            yield b"<p>" + b"<br>".join(held) + b"</p>"
            held = []
        if is_line:
            held.append(piece)
        else:
            yield piece
    if held:
        yield b"<p>" + b"<br>".join(held) + b"</p>"


def _is_verse(poem: Poem, *, is_called: bool, is_sure: bool) -> bool:
    """Say whether lines are verse: marked as such in what is called so, or by their form.

    Some end as a clause does, unless it `is_sure`: a stanza stands in a poem, or the lines of its script have no signs.
    """
    lines = [piece for number, (piece, _) in enumerate(poem.items) if number not in poem.beside]
    texts = [INNER_TAGS.sub("", line.decode("utf-8", "replace")).strip() for line in lines]
    if len(lines) < 2 or sum(b"<a " in line for line in lines) * 2 > len(lines):  # noqa: PLR2004  # a stanza has two
        return False
    is_marked = len(poem.marked) * 2 >= len(lines)
    if is_marked and is_called:
        return max(map(len, texts)) <= MARKED_CHARS
    n_sentences = sum(_SENTENCE.search(text) is not None for text in texts)
    n_clauses = sum(_CLAUSE.search(text) is not None for text in texts)
    return (
        len(lines) >= LEAST_LINES
        and max(map(len, texts)) <= LINE_CHARS
        and n_sentences * 2 <= len(lines)
        and (is_sure or (n_sentences + n_clauses) * MARKED_ENDS >= len(lines))
    )
