"""K13: what stands in the middle of a sentence and is closed until somebody asks for it parts the sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.pages.markup import Markup
from reinschrift.pages.overlays import with_overlays_behind
from reinschrift.pages.read import read_page
from reinschrift.settings.read import ReadSettings

PROSE = "<p>Die Werkstatt liegt am Rand der Stadt, und wer sie sucht, geht den Fluss entlang, bis die Straße endet.</p>"
FIRST, REST = "Der Müller kam an jenem Abend", "spät nach Hause und schloss das Tor."
NOTE = "Bestellen Sie jetzt die Nachrichten mit allen Neuigkeiten!"


def text_of(body: str) -> str:
    page = f"<html><body><article>{PROSE}{body}{PROSE}</article></body></html>"
    return read_page(page.encode(), None, None, ReadSettings()).text


@pytest.mark.parametrize("around", ["<p>%s</p>", "<ul><li>Eins<li>%s</li></ul>", "<div>%s</div>", "<p><b>%s</b></p>"])
@pytest.mark.parametrize(
    "box",
    [
        f"<dialog>{NOTE}</dialog>", f"<DIALOG id=d class='m'><p>{NOTE}</p></DIALOG>",
        f"<dialog><form method=dialog><p>{NOTE}</p><button>OK</button></form></dialog>",
        f"<div popover id=x>{NOTE}</div>", f"<span popover=auto>{NOTE}</span>",
        f"<div role=dialog aria-hidden=true><div>{NOTE}</div></div>", f'<aside role="alertdialog">{NOTE}</aside>',
    ],
)  # fmt: skip
def test_a_sentence_goes_on_around_a_closed_box(box: str, around: str) -> None:
    """And what stands in the box is on the page, behind it."""
    if around == "<p><b>%s</b></p>":
        around = "<p>%s</p>"
        box = f"<b>sehr</b> {box}"
        assert f"{FIRST} sehr {REST}" in text_of(around % f"{FIRST} {box} {REST}")
        return
    text = text_of(around % f"{FIRST} {box} {REST}")
    assert f"{FIRST} {REST}" in text
    assert text.index(REST) < text.index(NOTE)


def test_several_boxes_part_nothing() -> None:
    """In one sentence."""
    text = text_of(f"<p>{FIRST} <dialog>{NOTE}</dialog>erst <dialog>{NOTE} Ja.</dialog>{REST}</p>")
    assert f"{FIRST} erst {REST}" in text
    assert text.count(NOTE) == 2


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{FIRST} <dialog open>{NOTE}</dialog> {REST}</p>", f"<p>{FIRST}</p><dialog>{NOTE}</dialog><p>{REST}</p>",
        f"<p>{FIRST} <dialog>{NOTE}</dialog></p>", f"<p><dialog>{NOTE}</dialog> {REST}</p>",
        f"<div><p>{FIRST}</p><dialog>{NOTE}</dialog> {REST}</div>", f"<p>{FIRST} <dialog>{NOTE} {REST}</p>",
        f"<div>{FIRST}<!-- x --></div><div><!-- Fenster --><dialog>{NOTE}</dialog><!-- Ende --></div>",
        f"<td>{FIRST} <dialog>{NOTE}</dialog> {REST}</td>", "<p>Ein popover ist kein <b>Dialog</b>.</p>",
        f"<p>{FIRST} <div>{NOTE} zum dialog</div> {REST}</p>",
    ],
)  # fmt: skip
def test_other_boxes_stay_where_they_are(body: str) -> None:
    """Open ones, those between blocks, and what is never closed."""
    assert with_overlays_behind(Markup(body.encode())).data == body.encode()


@pytest.mark.parametrize(("n", "is_moved"), [(1_980, True), (2_010, False)])
def test_the_words_of_the_sentence_stand_near(n: int, *, is_moved: bool) -> None:
    body = f"<p>{FIRST}{' ' * n}<dialog>{NOTE}</dialog> {REST}</p>".encode()
    assert (with_overlays_behind(Markup(body)).data != body) == is_moved


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<dialog>", "</dialog>", "<div popover>", "</div>", "<li>", "</li>", "<b>",
                         "a ", "ü", "<!-- b", "-->", "<br>", "<script>", "</script>"]), max_size=30)
)  # fmt: skip
def test_no_byte_is_lost(pieces: list[str]) -> None:
    """Whatever is opened and closed, in whatever order."""
    page = "".join(pieces).encode()
    made = with_overlays_behind(Markup(page)).data
    assert sorted(made) == sorted(page)
    assert re.sub(rb"<[^>]*>", b"", page).count(b"a") == re.sub(rb"<[^>]*>", b"", made).count(b"a")
