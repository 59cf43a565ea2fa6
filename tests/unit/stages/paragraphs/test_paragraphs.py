"""Repetitions: what is measured, which copy stays, how often, and what a manual may say again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs
from reinschrift.stages.rows.of_pages import IS_PAGE

SUBJECTS = (
    "Der Rat",
    "Die Schule",
    "Das Land",
    "Der Verein",
    "Die Bahn",
    "Das Amt",
    "Der Kreis",
    "Die Kirche",
    "Der Zoo",
)
FILLER = [
    f"{subject} hat am {number}. Tag einen eigenen Bericht vorgelegt, in dem {number * 7} Seiten von {topic} handeln."
    for number, (subject, topic) in enumerate(zip(SUBJECTS, reversed(SUBJECTS), strict=True), start=1)
]
NOTE = "Dieser Hinweis steht hier in voller Länge und sagt, was beim Einbau der Teile zu beachten ist."


def rows_of(paragraphs: Sequence[str], **settings: Any) -> list[dict[str, Any]]:
    batch = find_metadata(batch_of(["\n\n".join(paragraphs)]), MetadataSettings())
    found: list[dict[str, Any]] = find_paragraphs(batch, ParagraphsSettings(**settings)).paragraphs.to_pylist()
    return found


def reasons_on_page(paragraphs: Sequence[str]) -> list[str | None]:
    documents, rows = find_metadata(batch_of(["\n\n".join(paragraphs)]), MetadataSettings())
    page = Batch(set_columns(documents, **{IS_PAGE: pa.array([True])}), rows)
    found: list[str | None] = find_paragraphs(page, ParagraphsSettings()).paragraphs["reason"].to_pylist()
    return found


def test_a_paragraph_is_found_however_often_it_stands() -> None:
    """Of a hundred equal paragraphs of a page the first stays, though a pair of words is looked up in 64 rows only."""
    documents, paragraphs = find_metadata(batch_of(["\n\n".join([*FILLER, *[NOTE] * 100])]), MetadataSettings())
    page = Batch(set_columns(documents, **{IS_PAGE: pa.array([True])}), paragraphs)
    rows = find_paragraphs(page, ParagraphsSettings()).paragraphs
    assert rows["reason"].to_pylist() == [None] * 10 + ["repeats_content"] * 99


def test_one_that_says_a_little_more_hides_no_equal_one() -> None:
    """A paragraph goes with its equal above, though a third holds its words and is hardly longer."""
    rows = rows_of([NOTE, *FILLER, NOTE, FILLER[0], f"{NOTE[:-1]}, und mehr."])
    assert [row["text"] for row in rows if row["reason"]] == [NOTE, FILLER[0]]


def test_the_first_copy_stays() -> None:
    """Of two equal paragraphs, far from each other, the second goes, with measure, threshold and stage."""
    rows = rows_of([NOTE, *FILLER, NOTE])
    assert [row["reason"] for row in rows] == [None] * 10 + ["repeats_content"]
    assert (rows[-1]["measured"], rows[-1]["stage"]) == (1.0, "paragraphs")
    assert rows[-1]["threshold"] == pytest.approx(ParagraphsSettings().repeat_share)


def test_a_text_given_twice_stays_once() -> None:
    """A whole text that is there twice loses its second half, short rows included."""
    rows = rows_of([*FILLER, "Ja.", NOTE, *FILLER, "Ja.", NOTE])
    assert [row["reason"] is None for row in rows] == [True] * 11 + [False] * 11


def test_formulas_of_a_manual_stay() -> None:
    """Where many sentences come again by themselves, they are formulas, not repetitions."""
    notes = [f"{NOTE} Er gilt für {subject}." for subject in SUBJECTS[:5]]
    again = [row for pair in zip(FILLER[5:], notes, strict=False) for row in pair]
    assert all(row["reason"] is None for row in rows_of([*notes, *FILLER[:5], *again]))


def test_settings_are_obeyed() -> None:
    """With a longer shortest repetition the copy stays."""
    rows = rows_of([NOTE, *FILLER, NOTE], repeat_words=30)
    assert all(row["reason"] is None for row in rows)


@pytest.mark.parametrize("n_notes", [1, 3, 5])
def test_what_comes_again_by_itself_stays_on_a_page(n_notes: int) -> None:
    """One sentence or five: a step, a formula or a warning stands where it is needed."""
    notes = [f"{NOTE} Er gilt für {subject}." for subject in SUBJECTS[:n_notes]]
    again = [row for pair in zip(FILLER[4:], notes, strict=False) for row in pair]
    assert not any(reasons_on_page([FILLER[3], *notes, *FILLER[:3], *again]))


@pytest.mark.parametrize(("n_rows", "goes"), [(6, False), (10, False), (13, True)])
def test_a_long_run_goes_from_a_manual_too(n_rows: int, *, goes: bool) -> None:
    """Of a hundred and more words: so much is no formula, though five others come again by themselves."""
    notes = [f"{NOTE} Er gilt für {subject}." for subject in SUBJECTS[:5]]
    run = [
        f"Schritt {number} ist für {topic} wichtig und braucht viel Zeit." for number, topic in enumerate(SUBJECTS * 2)
    ]
    run = run[:n_rows]
    between = [row for pair in zip(FILLER, notes, strict=False) for row in pair]
    reasons = reasons_on_page([*notes, *run, *between, *FILLER[5:], *run])
    assert reasons.count("repeats_content") == (n_rows if goes else 0)


@pytest.mark.parametrize(("between", "reason"), [(4, "repeats_content"), (5, None)])
def test_a_title_is_said_again_in_five_rows_below_it(between: int, reason: str | None) -> None:
    """Farther down the text may say so itself."""
    title = "Rat vertagt die Entscheidung über den Haushalt"
    rows = [title, *FILLER[:between], f"{title} heute.", *FILLER[between:]]
    assert reasons_on_page(rows)[between + 1] == reason


@pytest.mark.parametrize(("signs", "reason"), [(5, "repeats_content"), (6, None)])
def test_code_repeats_nothing_but_itself(signs: int, reason: str | None) -> None:
    """A row of which every twelfth character is a sign of code stays, though a longer one holds its words."""
    row = f"der Wert von a{'=' * signs}b wird gelesen und in die erste Datei geschrieben"
    long = f"Wer es weiß, sieht, dass {row}, aber nur wenn niemand sonst sie vorher geöffnet hat, so steht es im Buch"
    assert reasons_on_page([FILLER[0], long, *FILLER[1:5], f"{row}.", FILLER[5]])[6] == reason


@pytest.mark.parametrize(
    "text",
    [
        (
            "Ich danke allen:\ndem Gemeinderat, der nicht gezögert hat, als es darauf ankam,\n"
            "dem Architekten, der zugehört hat,\nden Nachbarn, die den Lärm ertragen haben."
        ),
        (
            "Und wenn ich selber einmal ruf\nund hab nicht Ring noch Rock,\n"
            "so nimm mich, Fährmann, wie Gott mich schuf,\nund leg mich in den Nachen."
        ),
        "kettle [-qv] [-t DEGREES] [--keep-warm] [VOLUME]\nkettle --descale\nBeide Aufrufe enden sofort.",
        "https://moulins.example/atlas (consulté le 3 mai)\nhttps://rivieres.example (consulté le 4 mai)",
    ],
)
def test_line_breaks_that_are_meant_stay(text: str) -> None:
    """Those of an enumeration, of verse, of calls of a program, of addresses."""
    batch = find_paragraphs(find_metadata(batch_of([text]), MetadataSettings()), ParagraphsSettings())
    rows = [line for row in batch.paragraphs["text"].to_pylist() for line in row.split("\n")]
    assert rows == text.split("\n")
