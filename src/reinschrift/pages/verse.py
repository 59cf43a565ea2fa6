"""Poems whose lines are elements of their own, where the markup says that it is verse: a paragraph for each stanza."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reinschrift.languages import one_of_words
from reinschrift.pages.tag_pairs import HEADINGS, TAG, pairs_of
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

_CALLED = frozenset(one_of_words("hints", "verse").encode().split(b"|"))
_MARKED = frozenset(one_of_words("hints", "verse_line").encode().split(b"|"))
_WORDS = bytes(byte if bytes([byte]).isalpha() else 0x20 for byte in range(256))
_INNER_CAPITAL = re.compile(rb"(?<=[a-z])(?=[A-Z])")
_QUOTES = (b'"', b"'")
_SPAN = re.compile(rb"<span class=[\"']?(?:%b)[\"'\s>]" % one_of_words("hints", "verse_line").encode())
"""A span that is nothing but a line; where no poem is called so, it has no other class."""
_OF_TEI = (b"<l>", b"<l ", b"<lg>", b"<lg ")
_RIGHT_TO_LEFT = re.compile(rb"(?i)\bdir\s*=\s*[\"']?rtl")
_HOLDERS = frozenset({b"div", b"section", b"article", b"blockquote", b"p", b"ul", b"ol", b"table", b"lg", b"main"})
_UNCHANGED = frozenset({b"div", b"section", b"article", b"blockquote", b"main"})
_SENTENCE = re.compile(f"(?:{one_of(SENTENCE_ENDS)}){one_of(CLOSING_QUOTES)}*$")
_CLAUSE = re.compile(f"[,;:、،؛，；–—-]{one_of(CLOSING_QUOTES)}*$")


def with_verse(page: bytes) -> bytes:
    """Return a page (UTF-8) whose poems are paragraphs with a `br` for each line's end.

    Lines are `l`, elements whose class says so, or whatever short elements a poem is made of; the two halves of a
    line that is written from right to left become two lines. What has not the form of verse stays as it is.
    """
    if not _may_have_verse(page):
        return page
    is_rtl = _RIGHT_TO_LEFT.search(page) is not None
    pieces, at, left = [], 0, BUDGET * len(page)
    for start, stop, end, _ in pairs_of(page):
        name = start[2].lower()
        if name not in _HOLDERS or not _may_hold(page, start, name, stop):
            continue
        left -= stop - start.end()
        if start.start() < at or stop - start.end() > MOST or left < 0:
            continue
        made = _as_paragraphs(page[start.end() : stop], start, is_rtl=is_rtl)
        if made is not None:
            pieces += [page[at : start.start()], made]
            at = end
    return b"".join([*pieces, page[at:]]) if pieces else page


def _may_have_verse(page: bytes) -> bool:
    """Say whether a class or an id is one of verse; a page of a hundred thousand bytes has thousands of them."""
    if any(tag in page for tag in _OF_TEI):
        return True
    values: set[bytes] = set()
    for attribute in (b" class=", b" id="):
        values.update(_value(piece) for piece in page.split(attribute)[1:])
    names = {
        part.lower() for name in b" ".join(values).translate(_WORDS).split() for part in _INNER_CAPITAL.split(name)
    }
    return not _CALLED.isdisjoint(names) or (not _MARKED.isdisjoint(values) and _SPAN.search(page) is not None)


def _value(piece: bytes) -> bytes:
    """Return the value at the beginning of a piece of a page."""
    if piece[:1] in _QUOTES:
        return piece[1 : piece.find(piece[:1], 1)]
    return piece.partition(b">")[0].partition(b" ")[0]


def _may_hold(page: bytes, start: re.Match[bytes], name: bytes, stop: int) -> bool:
    """Say whether an element is called verse, or begins with a line that is marked as one."""
    if name == b"lg" or VERSE.search(start[3]):
        return True
    first = TAG.search(page, start.end(), min(stop, start.end() + MARKED_CHARS))
    if first is None or page[start.end() : first.start()].strip():
        return False
    return first[2].lower() == b"l" or (first[2].lower() == b"span" and LINE.search(first[3]) is not None)


def _as_paragraphs(inner: bytes, start: re.Match[bytes], *, is_rtl: bool) -> bytes | None:
    """Return an element as a block of paragraphs, its lines parted by `br`; none if it is no poem."""
    n_headings = sum(tag[2].lower() in HEADINGS for tag in TAG.finditer(inner) if not tag[1])
    try:
        poem = Reader(inner, n_headings >= HEADED, is_rtl).read()
    except NoVerseError:
        return None
    name = start[2].lower()
    is_called = name == b"lg" or VERSE.search(start[3]) is not None
    if not _is_verse(poem, is_called=is_called, is_sure=is_rtl or VERSE.search(inner) is not None):
        return None
    name = name if name in _UNCHANGED else b"div"
    return b"<%b%b>%b</%b>" % (name, start[3], b"".join(_written(poem)), name)


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
