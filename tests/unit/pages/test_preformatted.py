"""Code that pages show without `pre` keeps its lines and indents."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.pages.markup import Markup
from reinschrift.pages.preformatted import with_preformatted
from reinschrift.pages.read import read_page
from reinschrift.settings.read import ReadSettings

PROSE = "<p>Die Werkstatt liegt am Rand der Stadt, und wer sie sucht, geht den Fluss entlang, bis die Straße endet.</p>"
STEPS = "def f(x):\n    if x:\n        return 1\n    return 2"
BLANK = "&nbsp;"


def lines_in(before: str, behind: str) -> str:
    """Return the lines of a program, each between two tags, with indents that no white space of HTML is."""
    return "".join(
        before + re.sub("^ +", lambda found: BLANK * len(found[0]), line) + behind for line in STEPS.split("\n")
    )


def blocks_of(body: str) -> list[tuple[str | None, str]]:
    """Return the kinds and texts of a page's blocks below its prose."""
    page = read_page(
        f"<html><body><article>{PROSE}{body}{PROSE}</article></body></html>".encode(), None, None, ReadSettings()
    )
    kinds = [block["kind"] for block in page.markup["blocks"]]
    return list(zip(kinds, page.text.replace("\xa0", " ").split("\n\n"), strict=True))[1:-1]


@pytest.mark.parametrize(
    "body",
    [
        f"<p><code>{lines_in('', '<br>')}</code></p>",
        f"<samp>{lines_in('', '<BR/>')}</samp>",
        f"<div><code>{lines_in('<div class=line>', '</div>')}</code></div>",
        f"<pre><code>{lines_in('<div>', '</div>')}</code></pre>",
        f"<pre><ol>{lines_in('<li><code>', '</code></li>')}</ol></pre>",
        f'<div style="color: red; white-space: pre">{STEPS}</div>',
        f"<code style='white-space:pre-wrap'>{STEPS}</code>",
    ],
)
def test_code_without_pre_keeps_lines_and_indents(body: str) -> None:
    """Written with line breaks, a block a line, items of a list, or a style."""
    assert blocks_of(body) == [("code", STEPS)]


STANZA = (
    "Am Abend wird es stille,\nder Nebel zieht vom See,\nstill wird des Müllers Wille\nund dunkel ist der Schnee.\n\n"
    "Die Kinder gehn nach Hause\nmit roten Backen fort,\nder Wind macht eine Pause\nund nimmt sich dann das Wort."
)


def in_lines(stanza: str, before: str, behind: str) -> str:
    """Return the lines of a stanza, each between two tags."""
    return "".join(f"{before}{line}{behind}" for line in stanza.split("\n"))


@pytest.mark.parametrize(
    "body",
    [
        f'<p style="white-space: pre-line">{STANZA}</p>',
        f"<blockquote style='white-space:break-spaces'>{STANZA}</blockquote>",
        f'<div class="poem whitespace-pre-wrap">{STANZA}</div>',
        f'<p class="text whitespace-pre-line">{STANZA}</p>',
        f"<style>.a, p.vers {{ color: red; white-space: pre-line }}</style><p class='x vers'>{STANZA}</p>",
        f"<style>#g{{white-space:pre}}</style><section id=g>{STANZA}</section>",
        "".join(f"<div class=s>{in_lines(one, '<div>', '</div>')}</div>" for one in STANZA.split("\n\n")),
        "<div><br></div>".join(in_lines(one, "<div><i>", "</i></div>") for one in STANZA.split("\n\n")),
        "".join(f"<p>{in_lines(one, '<span style=display:block>', '</span>')}</p>" for one in STANZA.split("\n\n")),
    ],
)  # fmt: skip
def test_stanzas_keep_their_lines(body: str) -> None:
    """By a style, a class or a sheet, by a `div` a line with an empty one between stanzas, or by spans as blocks."""
    page = f"<html><body><article>{PROSE}<div>{body}</div>{PROSE}</article></body></html>".encode()
    assert STANZA in read_page(page, None, None, ReadSettings()).text


@pytest.mark.parametrize(("n_words", "is_one"), [(9, True), (11, False)])
def test_lines_of_a_stanza_are_short(n_words: int, *, is_one: bool) -> None:
    """Longer ones are paragraphs."""
    line = " ".join(["leise"] * n_words)[:-1] + ","
    text = read_page(f"<div>{f'<div>{line}</div>' * 4}</div>".encode(), None, None, ReadSettings()).text
    assert ("\n\n" not in text) == is_one


def test_short_blocks_that_are_no_stanza_stay_apart() -> None:
    """Sentences, figures, links, and what stands in other elements."""
    for lines in (
        ["Das war ein Tag.", "Es hat geregnet.", "Wir blieben hier.", "Dann kam Ina,"],
        ["Montag: 9", "Dienstag: 10", "Mittwoch: 11", "Donnerstag: 12"],
        ["<a href=a>Eins und zwei</a>", "<a href=b>Drei und vier</a>", "<a href=c>Fünf</a>", "<a href=d>Sechs</a>"],
        ["Eins,", "zwei,", "drei."],
    ):
        text = read_page("".join(f"<div>{one}</div>" for one in lines).encode(), None, None, ReadSettings()).text
        assert text.count("\n\n") == len(lines) - 1


@pytest.mark.parametrize(
    "page",
    [
        "<p>Man ruft <code>f(x)</code> auf<br>und wartet.</p>",
        "<pre>Ein Brief<p>mit Absätzen<div>und mehr</div></pre>",
        "<p style='white-space: pre-line'>Ein Satz.</p>",
        "<p class='pre-liner'>Ein Satz\nund noch einer.</p>",
        "<style>.a{white-space:nowrap}</style><p class=a>Ein Satz\nund noch einer.</p>",
        "<div style='white-space: nowrap'>Ein Satz\nund noch einer.</div>",
        "<code>offen<br>und nie geschlossen",
    ],
)
def test_other_pages_stay_as_they_are(page: str) -> None:
    """Code within a sentence, paragraphs in `pre`, other styles, and what is never closed."""
    assert with_preformatted(Markup(page.encode())).data == page.encode()


@given(
    st.lists(
        st.sampled_from(
            [
                "<code>",
                "</code>",
                "<br>",
                "<pre>",
                "</pre>",
                "<li>",
                "a ",
                "ü",
                "\n",
                "<div style='white-space:pre'>",
                "</div>",
            ]
        )
    )
)
def test_no_character_of_text_is_lost(pieces: list[str]) -> None:
    """Whatever is opened and closed, in whatever order."""
    made = with_preformatted(Markup("".join(pieces).encode())).data.decode()
    assert re.sub(r"<[^>]*>|\s", "", made) == re.sub(r"<[^>]*>|\s", "", "".join(pieces))


@pytest.mark.parametrize(("n", "is_code"), [(19_000, True), (21_000, False)])
def test_a_piece_of_twenty_thousand_bytes_is_looked_at(n: int, *, is_code: bool) -> None:
    """A longer one is read as any other part of the page."""
    lines = ("x = f(y)<br>" * n)[: n // 12 * 12]
    page = f"<code>{lines}</code>".encode()
    assert (with_preformatted(Markup(page)).data != page) == is_code


@pytest.mark.parametrize("name", ["pre", "code"])
def test_a_tag_that_another_cuts_off_begins_no_code(name: str) -> None:
    """It has no end of its own."""
    page = f"<{name} <p>eins<div>zwei</div></{name}>".encode()
    assert with_preformatted(Markup(page)).data == page
