"""A line that names a day is part of a letter, a mail or minutes, or it is the date line of an article."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.stages.rows.letters import belong_to_text


@pytest.mark.parametrize(
    ("rows", "at", "belongs"),
    [
        (["Kirchheim, den 14. März 1957", "Text."], 0, True),
        (["Valrive, le 9 novembre 1916", "Texte."], 0, True),
        (["Oberau, 3. Februar 2011", "Betreff", "Sehr geehrter Herr Wiedmann,"], 0, True),
        (["Von: Mira Kolb", "Datum: Di, 4. Juni 2013, 09:12"], 1, True),
        (["Date: Thu, 11 Sep 2008", "On Wednesday we rowed."], 0, False),
        (["Oberau, 3. Februar 2011", "Der Stadtrat hat beschlossen, den Hafen zu schließen."], 0, False),
        (["03.02.2011, 10:14 Uhr"], 0, False),
    ],
)
def test_the_form_and_what_stands_below_tell(rows: list[str], at: int, belongs: bool) -> None:  # noqa: FBT001 a table
    """A place before “den”, another line of a mail's head, a salutation."""
    found = belong_to_text(np.zeros(len(rows), np.int32), pa.array(rows), np.array([at]))
    assert found.tolist() == [belongs]


def test_a_salutation_of_another_document_does_not_count() -> None:
    """The next document's letter says nothing of this one's date."""
    texts = pa.array(["Oberau, 3. Februar 2011", "Liebe Hanna,"])
    assert belong_to_text(np.array([0, 1], np.int32), texts, np.array([0])).tolist() == [False]


@pytest.mark.parametrize(("between", "belongs"), [(0, True), (6, True), (9, False)])
def test_an_address_stands_between_a_day_and_a_salutation(between: int, *, belongs: bool) -> None:
    """Six rows are an address and a subject; behind nine somebody else is greeted."""
    rows = ["Oberau, 3. Februar 2011", *["An das Rathaus"] * between, "Liebe Hanna,", "es regnet."]
    found = belong_to_text(np.zeros(len(rows), np.int32), pa.array(rows), np.array([0]))
    assert found.tolist() == [belongs]


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        (["Datum: 14. března 2022", "Místo: klubovna", "Přítomni: Horák, Malá"], True),
        (["Zápis", "Místo: klubovna", "Zapsala: Malá", "Datum: 14. března 2022"], True),
        (["Místo: klubovna", "Datum: 14. března 2022", "Zapsala: Malá", "Program"], True),
        (["Autor: Anna Klein", "Datum: 12. Mai 2024", "Der Rat hat am Montag beschlossen: es wird gebaut"], False),
        (["Datum: 12. Mai 2024", "Neues aus dem Rat", "Ort: Halle", "Zeit: abends"], False),
    ],
)
def test_a_day_among_fields_belongs_to_them(rows: list[str], *, stays: bool) -> None:
    """The head of minutes in any language has three fields or more, that of an article its author and day."""
    at = next(row for row, text in enumerate(rows) if text.startswith("Datum"))
    documents = np.zeros(len(rows), np.int32)
    assert belong_to_text(documents, pa.array(rows), np.array([at])).tolist() == [stays]


def test_fields_of_another_document_are_not_counted() -> None:
    """The next document's head begins where this one ends."""
    rows = pa.array(["Místo: klubovna", "Datum: 14. března 2022", "Zapsala: Malá"])
    assert belong_to_text(np.array([0, 0, 1], np.int32), rows, np.array([1])).tolist() == [False]
