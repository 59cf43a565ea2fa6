"""The tags of a page as a kernel reads them: as a pattern finds them, each with the tag that closes it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reinschrift.pages.markup import T_ABOVE, T_CLOSE, T_END, T_IS_END, T_START, TAG, VOID, Markup

PIECES = (
    "<p>", "</p>", "<DIV class=x>", "</div>", "<br>", "<br/>", "<span/>", "<a-b c>", "</a-b>", "<b", "<1>", "< p>",
    "</", "text", ">", "ä", '<div id="a<b">', "<p >",
)  # fmt: skip
pages = st.lists(st.sampled_from(PIECES), max_size=40).map(lambda pieces: "".join(pieces).encode())


@given(pages)
@example(b"<")
@example(b"</")
@example(b"<p")
def test_tags_are_those_that_the_pattern_finds(page: bytes) -> None:
    """Those that are cut off stand in the table without an end."""
    tags = Markup(page).tags
    whole = tags[tags[:, T_END] >= 0]
    assert [tuple(row) for row in whole[:, [T_START, T_END]].tolist()] == [found.span() for found in TAG.finditer(page)]
    assert whole[:, T_IS_END].tolist() == [bool(found[1]) for found in TAG.finditer(page)]


@given(pages)
def test_an_end_tag_closes_the_innermost_open_tag_of_its_name(page: bytes) -> None:
    """What stands open within it is closed by nothing; the element around it is the innermost that is still open."""
    markup = Markup(page)
    open_tags: list[int] = []
    close, above = [-1] * len(markup.tags), [-1] * len(markup.tags)
    for tag, row in enumerate(markup.tags.tolist()):
        if row[T_END] < 0 or markup.name(tag) in VOID or markup.attributes(tag).endswith(b"/"):
            continue
        if not row[T_IS_END]:
            open_tags.append(tag)
        elif named := [each for each in open_tags if markup.name(each) == markup.name(tag)]:
            del open_tags[open_tags.index(named[-1]) :]
            close[named[-1]], above[named[-1]] = tag, open_tags[-1] if open_tags else -1
    assert markup.tags[:, T_CLOSE].tolist() == close
    assert markup.tags[:, T_ABOVE].tolist() == above


@pytest.mark.parametrize(
    ("tag", "sign", "has"),
    [
        ('<a class="footnote-ref">', "note", True),
        ('<a role="doc-noteref">', "note", True),
        ('<p style="White-Space: pre">', "as_written", True),
        ("<p class=pre-line>", "as_written", True),
        ('<p class="pre">', "as_written", False),
        ("<div popover>", "overlay", True),
        ('<div role="alertdialog">', "overlay", True),
        ('<div class="GedichtText">', "verse", True),
        ('<div class="x-stanza">', "verse", True),
        ('<div class="xstanza">', "verse", False),
        ("<div>stanza", "verse", False),
        ('<span class="line">', "verse_line", True),
    ],
)
def test_words_in_attributes_are_signs(tag: str, sign: str, *, has: bool) -> None:
    """In any case of letters; only at the beginning of a word, for verse."""
    assert Markup(tag.encode()).have_sign(sign).tolist() == [has]


def test_names_are_whole() -> None:
    """A name with a dash is another one."""
    assert Markup(b"<sup><sup-x></sup><SUP a>").are_starts("sup", "sub").tolist() == [True, False, False, True]
