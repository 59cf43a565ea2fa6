"""Manuals keep their headings and short lines, whole or in pieces; a page keeps its debris as debris."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from evaluation.measure.harm import refined
from reinschrift.settings.stages import StagesSettings
from reinschrift.stages.lines.bar import Wording, find_signs
from reinschrift.stages.lines.manuals import find_manuals

BODY = "Das Programm hafen liest eine Datei und schreibt die Namen aller Schiffe, die darin stehen, auf die Ausgabe."
END = "Wer einen Fehler findet, schreibe ihn mit der genauen Eingabe an die Liste des Projekts, die jeder lesen kann."


def removed(text: str) -> list[str]:
    """Return the rows that go."""
    rows = refined([text], StagesSettings()).paragraphs.to_pylist()
    return [row["text"] for row in rows if row["reason"] is not None]


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (("BESCHREIBUNG", "AUTOR", "SIEHE AUCH"), "Karl Brandt"),
        (("DESCRIPTION", "AUTHOR", "SEE ALSO"), "Karl Brandt"),
        (("DESCRIPTION", "AUTEUR", "VOIR AUSSI"), "Karl Brandt <karl@example.org>"),
        (("OPIS", "AUTORZY", "ZOBACZ TAKŻE"), "Karl Brandt"),
    ],
)
def test_the_sections_of_a_manual_stay(heads: tuple[str, str, str], names: str) -> None:
    """An author's section is no byline, further reading no link, a short line no menu."""
    text = f"{heads[0]}\n\n{BODY}\n\n{heads[1]}\n\n{names}\n\n{heads[2]}\n\nboot(1), kai(7)\n\nNAME\n\n{END}"
    assert removed(text) == []


def test_the_last_piece_of_a_manual_stays() -> None:
    """It is nothing but short lines under headings."""
    assert removed("RÜCKGABEWERT\n\n0\n\nErfolg\n\n1\n\nFehler\n\nAUTOR\n\nKarl Brandt\n\nSIEHE AUCH\n\nkai(7)") == []


def test_a_heading_alone_stays_in_a_text() -> None:
    """One heading makes no manual, but it is one of a text that is no page."""
    assert removed(f"{BODY}\n\nSIEHE AUCH\n\n{END}\n\n{BODY[:40]} auch hier.") == []


def test_a_page_is_no_manual_by_its_headings() -> None:
    """Where half of the lines are debris, two words in capitals change nothing."""
    menu = ["Startseite", "Anmelden", "Warenkorb", "Newsletter abonnieren", "Impressum", "Datenschutz"]
    gone = removed("\n".join([*menu, "SIEHE AUCH", BODY, END, "AUTOR", *menu]))
    assert set(menu) <= set(gone)


@pytest.mark.parametrize(("n_sure", "is_manual", "is_page"), [(6, False, True), (6, True, False), (10, True, True)])
def test_a_manual_is_a_page_by_half_of_its_lines(n_sure: int, *, is_manual: bool, is_page: bool) -> None:
    """Names and addresses look like debris; in twenty lines six make a page of another text, and ten of a manual."""
    content = np.array([0.01] * n_sure + [0.9] * (20 - n_sure), np.float32)
    nothing = np.zeros(20, bool)
    signs = find_signs(np.array([0, 20]), content, Wording(nothing, nothing, ~nothing), None, np.array([is_manual]))
    assert signs.is_page.tolist() == [is_page]


def test_two_headings_make_a_manual() -> None:
    """Then every line in capitals is a heading; one alone makes none, nor do two in small letters."""
    texts = ["SYNOPSIS", "DATEI-FORMAT", "kai", "SEE ALSO", "SIEHE AUCH", "MENSCH UND MEER", "Autor", "Siehe auch", "X"]
    found = find_manuals(np.array([0, 4, 6, 9]), pa.array(texts))
    assert found.is_manual.tolist() == [True, False, False]
    assert [texts[row] for row in np.flatnonzero(found.is_heading)] == ["SYNOPSIS", "DATEI-FORMAT", "SEE ALSO"]
    assert [texts[row] for row in np.flatnonzero(found.may_be_heading)] == ["SYNOPSIS", "SEE ALSO", "SIEHE AUCH"]
