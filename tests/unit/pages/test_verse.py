"""Kind: a poem loses the lines that its markup gives it, or gains paragraphs; each stanza is one paragraph in lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.pages.markup import Markup
from reinschrift.pages.read import read_fragment, read_page
from reinschrift.pages.verse import with_verse
from reinschrift.settings.read import ReadSettings

EMPTY_ROW = "<tr><td>&nbsp;</td></tr>"
PROSE = "<p>Die Werkstatt liegt am Rand der Stadt, und wer sie sucht, geht den Fluss entlang, bis die Straße endet.</p>"
STANZAS = (
    "Am Abend wird es stille,\nder Nebel zieht vom See,\nstill wird des Müllers Wille\nund dunkel ist der Schnee.",
    "Die Kinder gehn nach Hause\nmit roten Backen fort,\nder Wind macht eine Pause\nund nimmt sich dann das Wort.",
)
HALVES = (
    ("قفا نبك من ذكرى حبيب ومنزل", "بسقط اللوى بين الدخول فحومل"),
    ("فتوضح فالمقراة لم يعف رسمها", "لما نسجتها من جنوب وشمأل"),
    ("ترى بعر الآرام في عرصاتها", "وقيعانها كأنه حب فلفل"),
)

SPANS = "<div class=bayt><span class=sadr>%s</span><span class=ajuz>%s</span></div>"


def text_of(body: str) -> str:
    page = f"<html><body><article>{PROSE}{body}{PROSE}</article></body></html>"
    return read_page(page.encode(), None, None, ReadSettings()).text


def stanzas(before: str, behind: str, around: str = "%s", between: str = "") -> str:
    """Return both stanzas, each line between two tags, each stanza in what is around it."""
    lines = (between.join(f"{before}{line}{behind}" for line in one.split("\n")) for one in STANZAS)
    return "".join(around % one for one in lines)


@pytest.mark.parametrize(
    "body",
    [
        stanzas("<l>", "</l>", "<lg>%s</lg>"),
        stanzas("<l>", "</l>", "<lg type='stanza'>\n%s\n</lg>\n", "\n"),
        stanzas("<l n=1>", "</l>", "<p>%s</p>"),
        f"<div class=poem>{stanzas('<l>', '</l>', '<div class=stanza>%s</div>')}</div>",
        stanzas('<span class="line">', "</span>", "<p>%s</p>"),
        stanzas("<span class='verse'>", "</span> ", "<p class=stanza>%s</p>"),
        f"<div id=poem_body>{stanzas('<span class=line>', '</span>', '<p>%s</p>', ' ')}</div>",
        f"<div class=gedicht>{stanzas('<span class=vers>', '</span>', '<p class=strophe>%s</p>')}</div>",
        f"<section class='lg poem'>{stanzas('<span class=l>', '</span>', '<div class=lg>%s</div>')}</section>",
        f"<div class=poem>{stanzas('<p>', '</p>', '<div class=stanza>%s</div>')}</div>",
        f"<div class=lyrics>{'<p>&nbsp;</p>'.join(stanzas('<p>', '</p>', '%s|').split('|'))}</div>",
        f"<div class='Gedicht'>{'<p><br></p>'.join(stanzas('<p>', '</p>', '%s|').split('|'))}</div>",
        f"<div class=poema>{stanzas('<p class=verso>', '</p>', '<div class=estrofa>%s</div>')}</div>",
        f"<div class=poem><h2>Am See</h2><p class=author>Anna</p>{stanzas('<p>', '</p>', '<div>%s</div>')}</div>",
        f"<div class=PoemBody>{stanzas('<li>', '</li>', '<ul>%s</ul>')}</div>",
        stanzas("<li>", "</li>", "<ol class=strophe>%s</ol>"),
        f"<table class=poem>{EMPTY_ROW.join(stanzas('<tr><td>', '</td></tr>', '%s|').split('|'))}</table>",
        f"<table class=poem>{stanzas('<tr><td class=n></td><td>', '</td></tr>', '<tbody>%s</tbody>')}</table>",
        f"<div class=poem>{stanzas('<i><span class=line>', '</span></i>', '<p>%s</p>')}</div>",
    ],
)  # fmt: skip
def test_stanzas_are_paragraphs_in_lines(body: str) -> None:
    """Lines as `l`, spans, paragraphs, items, rows; stanzas in elements of their own, or parted by an empty line."""
    assert "\n\n".join(STANZAS) in text_of(body)


@pytest.mark.parametrize(
    ("row", "around"),
    [
        (SPANS, "<div class=poem dir=rtl>%s</div>"),
        ("<tr><td>%s</td><td>%s</td></tr>", "<table class=poem dir=rtl>%s</table>"),
        ("<h3>%s</h3><h3>%s</h3>", "<div id=poem_content dir=rtl>%s</div>"),
        ("<p>%s</p><p>%s</p>", "<div class=ghazal dir=rtl>%s</div>"),
    ],
)  # fmt: skip
def test_the_halves_of_a_line_are_two_lines(row: str, around: str) -> None:
    """In Arabic and Persian; their last and first words ran into one."""
    text = text_of(around % "".join(row % halves for halves in HALVES))
    assert "\n".join(half for halves in HALVES for half in halves) in text


def test_chapters_of_books_have_verse_too() -> None:
    body = stanzas("<span class='line'>", "</span>", "<p class='stanza'>%s</p>")
    assert read_fragment(f"<body>{body}</body>".encode())[0] == "\n\n".join(STANZAS)


BIBLE = (
    "<span class='verse'><sup>1</sup>Und der Müller ging am Morgen hinaus, und er sah, was in der Nacht geschehen war, "
    "und er "
)
TITLES = "".join(f"<li>{one}</li>" for one in ("Der Abend am See", "Die Kinder", "Ein Winter", "Vor der Mühle"))


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{BIBLE}fürchtete sich sehr.</span> {BIBLE}ging wieder heim zu den Seinen.</span></p>",
        f"<ul class=poem>{TITLES}</ul>",
        f"<div class=poetry-news>{PROSE * 3}</div>",
        "<div class=poem><a href=a>Eins,</a><p><a href=b>zwei,</a></p><p><a href=c>drei,</a></p></div>",
        "<div class=universe><p>Eins,</p><p>zwei,</p><p>drei,</p></div>",
        f"<table class=poem>{'<tr><td>Am Abend,</td><td>In the evening,</td></tr>' * 3}</table>",
        "<pre><code><span class=line>x = 1,</span><span class=line>y = 2,</span></code></pre>",
        "<div class=poem><script>a</script><p>Eins,</p><p>zwei,</p><p>drei,</p></div>",
        "<p>Ein <span class='line'>Strich</span> im Satz.</p>",
        "<div class=lyrics>Am Abend,<br>der Nebel,<br><br>still,<br>und</div>",
    ],
)  # fmt: skip
def test_what_has_not_the_form_of_verse_stays_as_it_is(body: str) -> None:
    """Verses of the Bible, lists of titles, links, prose, a poem beside its translation, code."""
    assert with_verse(Markup(body.encode())).data == body.encode()


@pytest.mark.parametrize(("n_words", "is_verse"), [(12, True), (13, False)])
def test_lines_are_short(n_words: int, *, is_verse: bool) -> None:
    """Where only what is around them says that they are verse."""
    line = " ".join(["vier"] * n_words) + ","
    text = text_of(f"<div class=poem>{f'<p>{line}</p>' * 4}</div>")
    assert (f"{line}\n{line}" in text) == is_verse


@pytest.mark.parametrize(("n", "is_verse"), [(2, False), (3, True)])
def test_a_poem_has_three_lines(n: int, *, is_verse: bool) -> None:
    """Two short paragraphs are two short paragraphs."""
    assert ("See,\nvom See," in text_of(f"<div class=poem>{'<p>vom See,</p>' * n}</div>")) == is_verse


@pytest.mark.parametrize(("n_ends", "is_verse"), [(1, True), (0, False)])
def test_one_line_in_four_ends_as_a_clause(n_ends: int, *, is_verse: bool) -> None:
    lines = ["<p>vom See,</p>"] * n_ends + ["<p>vom See</p>"] * (4 - n_ends)
    assert ("\nvom See\nvom See" in text_of(f"<div class=poem>{''.join(lines)}</div>")) == is_verse


@pytest.mark.parametrize(("n_chars", "is_verse"), [(120, True), (121, False)])
def test_marked_lines_may_be_longer(n_chars: int, *, is_verse: bool) -> None:
    """But no longer than any line of verse is."""
    line = "so " * 39 + "so" + "n" * (n_chars - 119)
    body = f"<p class=stanza>{f'<span class=line>{line}</span>' * 2}</p>"
    assert (f"{line}\n{line}" in text_of(body)) == is_verse


@pytest.mark.parametrize(("n", "is_verse"), [(3, False), (4, True)])
def test_headings_are_lines_from_four_on(n: int, *, is_verse: bool) -> None:
    text = text_of(f"<div class=poem>{'<h3>vom See,</h3>' * n}</div>")
    assert ("\nvom See,\n" in text.replace("\n\n", "#")) == is_verse


@pytest.mark.parametrize(("n_bytes", "is_verse"), [(190_000, True), (210_000, False)])
def test_a_poem_of_two_hundred_thousand_bytes_is_looked_at(n_bytes: int, *, is_verse: bool) -> None:
    page = f"<div class=poem>{'<p>vom See,</p>' * (n_bytes // 15)}</div>".encode()
    assert (with_verse(Markup(page)).data != page) == is_verse


@given(
    st.lists(
        st.sampled_from(
            ["<div class=poem>", "</div>", "<p>", "</p>", "<l>", "</l>", "<br>", "<span class=line>", "</span>", "<li>",
             "<td>", "<tr>", "</tr>", "<h3>", "</h3>", "<lg>", "</lg>", "<hr>", "<ul class=verse>", "</ul>", "a, ", "ü",
             "\n", "<!-- x", "<small>", "</small>", "<html dir=rtl>"]
        ), max_size=40,
    )
)  # fmt: skip
def test_no_character_of_text_is_lost(pieces: list[str]) -> None:
    """Whatever is opened and closed, in whatever order."""
    made = with_verse(Markup("".join(pieces).encode())).data.decode()
    assert re.sub(r"<[^>]*>|\s", "", made) == re.sub(r"<[^>]*>|\s", "", "".join(pieces))
