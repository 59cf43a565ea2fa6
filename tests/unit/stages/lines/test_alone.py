"""Kind: debris of pages that a model keeps. Labels that stand alone are removed, in many languages."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.model.alone import MOST_WORDS, label_of, labels, parts_of
from reinschrift.reasons import reasons_of
from reinschrift.stages.lines.alone import NOTICE_WORDS, OFFER_WORDS, PageRows, find_alone

STORY = "Am Samstag feiert der Ort sein Fest mit Musik, Kuchen und einem Umzug durch die Hauptstraße."


def found_in(*texts: str, kinds: list[str | None] | None = None, is_page: bool = True) -> dict[str, str]:
    rows = PageRows(
        np.array([0, len(texts)]),
        pa.array(texts),
        np.array([len(text.split()) for text in texts], np.int32),
        np.full(len(texts), is_page),
        pa.array(kinds, pa.string()) if kinds else None,
    )
    return {texts[row]: reason for row, reason in find_alone(rows, np.zeros(len(texts), bool)).items()}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Anzeige", "promotion"), ("– Anzeige –", "promotion"), ("ADVERTISEMENT", "promotion"),
        ("Publicité", "promotion"),
        ("РЕКЛАМА", "promotion"), ("Nach oben", "menu"), ("↑ Back to top", "menu"), ("Retour en haut", "menu"),
        ("[Bearbeiten | Quelltext bearbeiten]", "menu"), ("[edit]", "menu"), ("Editar", "menu"),
        ("Artikel drucken | Artikel versenden", "share_bar"), ("Imprimer · Envoyer", "share_bar"),
        ("Bereits Abonnent? Hier anmelden", "promotion"), ("Already a subscriber? Sign in", "promotion"),
        ("Déjà abonné ? Se connecter", "promotion"), ("Al abonnee? Inloggen", "promotion"),
        ("Kopieren", "menu"), ("Copy code", "menu"), ("Copier", "menu"),
        ("Impressum | Datenschutz", "legal"), ("Impressum · Datenschutz · Kontakt", "legal"),
        ("Contact us | Privacy Policy | Terms of use", "legal"), ("Mentions légales – Plan du site", "legal"),
        ("Like  Reply", "comment_form"), ("Alle Kommentare anzeigen (12)", "comment_form"),
    ],
)  # fmt: skip
def test_a_label_alone_is_debris(text: str, reason: str) -> None:
    """Whatever signs stand around it."""
    assert found_in(STORY, text, STORY) == {text: reason}
    assert found_in(STORY, text, STORY, is_page=False) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Die Anzeige", "Nach oben ging der Weg.", "Werbung und Wahrheit", "Edit the file", "Drucken lernte er früh.",
        "Kopieren und einfügen", "Kontakt", "Kontakt | Presse", "Impressum der Zeitung", "Datenschutz ist ein Recht.",
        "Reply to all", "Print media", "Publicité mensongère", "Er rief: Nach oben!", "",
    ],
)  # fmt: skip
def test_a_label_among_other_words_is_text(text: str) -> None:
    """Every part must be one."""
    assert label_of(text) is None


@pytest.mark.parametrize(("kind", "n"), [("heading", 0), ("table", 0), ("code", 0), ("list_item", 0), ("paragraph", 1)])
def test_a_heading_or_an_item_may_say_the_same(kind: str, n: int) -> None:
    """“Print” is a chapter of a manual, too."""
    assert len(found_in(STORY, "Print", STORY, kinds=["paragraph", kind, "paragraph"])) == n


def test_an_offer_goes_with_its_labels() -> None:
    """Its price stands beside them; a sentence of the story does not."""
    offer = "1. Monat gratis, danach 9,99 Euro im Monat. Jederzeit kündbar."
    assert found_in(STORY, "Jetzt weiterlesen mit Plus", offer).keys() == {"Jetzt weiterlesen mit Plus", offer}
    assert found_in(STORY, offer) == {}
    long = f"{'Wort ' * OFFER_WORDS}. Jederzeit kündbar."
    assert long not in found_in(STORY, "Jetzt weiterlesen mit Plus", long)


@pytest.mark.parametrize(
    ("notice", "is_debris"),
    [
        ("© 2019 Ortsverein. Alle Rechte vorbehalten.", True),
        ("Copyright 2024 Example Ltd", True),
        ("(c) Ortsverein", True),
        ("Copyright law is older than the press.", False),
        (f"© {'Wort ' * NOTICE_WORDS}", False),
    ],
)
def test_the_notice_at_the_foot_is_legal(notice: str, is_debris: bool) -> None:  # noqa: FBT001  # a parameter
    """Not above the text, where it may be a picture's."""
    assert found_in(STORY, notice) == ({notice: "legal"} if is_debris else {})
    assert found_in(notice, STORY, f"{STORY} {STORY}") == {}


def test_every_label_is_found_as_it_is_written() -> None:
    """Its own parts give it back, its reason is one of the stage, and it is no longer than what is looked at."""
    for label, reason in labels().items():
        assert label_of(label.upper()) == reason or label_of(label) == reason, label
        assert reason in reasons_of("lines")
        assert parts_of(label) == [label]
        assert len(label.split()) <= MOST_WORDS


def test_a_line_of_many_labels_is_looked_at_no_more() -> None:
    """Eleven words may be a bar of buttons, fourteen are a sentence or a list."""
    assert found_in(STORY, ", ".join(["Anzeige"] * 11), STORY)
    assert not found_in(STORY, ", ".join(["Anzeige"] * 14), STORY)


@pytest.mark.parametrize(("words", "goes"), [(15, True), (25, False)])
def test_an_offer_beside_its_label_is_short(words: int, *, goes: bool) -> None:
    """Fifteen words are what a month costs, twenty-five what the article says of it."""
    offer = " ".join(["Wort"] * words) + ". Anzeige"
    assert (offer in found_in(STORY, "Anzeige", offer, STORY)) == goes


@pytest.mark.parametrize(
    ("words", "below", "goes"), [(5, 0, True), (11, 0, True), (18, 0, False), (5, 1, True), (5, 2, False)]
)
def test_a_notice_at_the_foot_is_short_and_last(words: int, below: int, *, goes: bool) -> None:
    """In the last two rows, and no sentence about rights."""
    notice = "© 2024 Talbote Verlag" + " und Wort" * ((words - 4) // 2)
    assert (
        notice in found_in(STORY, STORY + " Nie.", notice, *[STORY + " Ja." * (n + 1) for n in range(below)])
    ) == goes


@pytest.mark.parametrize(("n", "is_found"), [(12, True), (13, False)])
def test_a_line_of_labels_has_twelve_words(n: int, *, is_found: bool) -> None:
    """One of more is left to the model."""
    text = "· ".join(["Impressum"] * n)
    assert (text in found_in(STORY, text, STORY)) == is_found
