"""Where each threshold of the kinds lies: a row, or a few of them, just on each side of it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.kinds import KINDS, PARAGRAPH
from reinschrift.stages.paragraphs.kinds import find_kinds
from reinschrift.stages.rows.row_form import ALL_BYTES, measure_rows

BODY = "Der Rat der Stadt hat die Entscheidung über den Haushalt des kommenden Jahres noch einmal vertagt."


def kinds_of(*rows: str, apart: bool = False) -> list[str]:
    """Return the kinds of the rows of one document, directly below each other or with blank lines between them."""
    shapes = measure_rows(*utf8_of(pa.array(rows)), ALL_BYTES)
    documents = np.zeros(len(rows), np.int32)
    blanks = np.full(len(rows), int(apart), np.int32)
    labels = np.full(len(rows), PARAGRAPH, np.int8)
    return [KINDS[kind] for kind in find_kinds(documents, blanks, shapes, labels, 200).tolist()]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("f(x)=1", "code"),  # three symbols
        ("f x)=1", "paragraph"),  # two
        ("f(x)=Messung bei", "code"),  # one symbol in five characters
        ("f(x)=Messungen beim Bau", "paragraph"),  # one in seven
        ("x = 1;", "code"),  # two, with the end of a statement
        ("x und y;", "paragraph"),  # one
        ("kleine worte hier Und Da = 1;", "code"),  # two capitals of six words
        ("kleine Worte Hier Und Da = 1;", "paragraph"),  # four of six
    ],
)
def test_lines_of_a_program_have_symbols_and_few_capitals(line: str, kind: str) -> None:
    """Three such lines below each other are code."""
    assert kinds_of(line, line, line) == [kind] * 3


@pytest.mark.parametrize(("n_rows", "kind"), [(2, "paragraph"), (3, "code")])
def test_three_lines_make_a_program(n_rows: int, kind: str) -> None:
    """Two may be an example within a text."""
    assert kinds_of(*["x = f(1);"] * n_rows) == [kind] * n_rows


@pytest.mark.parametrize(("n_rows", "kind"), [(1, "paragraph"), (2, "table")])
def test_two_rows_make_a_table(n_rows: int, kind: str) -> None:
    """One may be a line with wide blanks."""
    assert kinds_of(*["Eiche    90 Euro   trocken"] * n_rows) == [kind] * n_rows


@pytest.mark.parametrize(("row", "kind"), [("end", "code"), ("ende", "paragraph")])
def test_a_short_row_goes_on_with_a_program(row: str, kind: str) -> None:
    """Three characters are a bracket or a word of the language; four may begin a text."""
    assert kinds_of("x = f(1);", "y = f(2);", "z = f(3);", row) == ["code"] * 3 + [kind]


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Und nun?", "question"),
        ("Warum?", "answer"),
        (f"Wie {'x' * 695}?", "question"),
        (f"Wie {'x' * 696}?", "answer"),
    ],
)
def test_a_question_has_two_words_and_no_page(question: str, kind: str) -> None:
    """Of seven hundred characters at most; what is none belongs to the answer of the question above."""
    rows = ["Wie geht es Ihnen?", BODY, question, BODY, "Wann kommen Sie?", BODY, "Wer kommt mit?", BODY]
    assert kinds_of(*rows, apart=True)[2] == kind


@pytest.mark.parametrize(("n_between", "kind"), [(6, "question"), (7, "paragraph")])
def test_an_interview_asks_in_one_paragraph_of_five(n_between: int, kind: str) -> None:
    """From the first of three questions to the last fifteen are enough; those that stand farther apart are rhetoric."""
    asked = "Wer hat das gewusst und nie gesagt, und warum hat niemand danach gefragt in all den Jahren seither?"
    rows = [*[asked, *[BODY] * n_between] * 2, asked, BODY]
    assert kinds_of(*rows, apart=True)[0] == kind


@pytest.mark.parametrize(("n_words", "kind"), [(18, "heading"), (19, "paragraph")])
def test_a_heading_has_eighteen_words_at_most(n_words: int, kind: str) -> None:
    """More are a sentence that lost its stop."""
    assert kinds_of("Wir " + " ".join(["sehen"] * (n_words - 1)), BODY, apart=True)[0] == kind


@pytest.mark.parametrize(("row", "kind"), [("Was nun sprach Zeus?", "heading"), ("Was nun?", "paragraph")])
def test_a_heading_that_asks_has_three_words(row: str, kind: str) -> None:
    """And twice as much text below it as others; two words are spoken in a story."""
    assert kinds_of(row, BODY + " " + BODY, apart=True)[0] == kind


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["村口老树倒，", "夜里雨声长，", "明日孩童来，", "路中不见霜。"], "verse"),
        (["村口老树倒", "夜里雨声长", "明日孩童来", "路中不见霜"], "verse"),
        (["北京", "上海", "天津", "重庆"], "paragraph"),
        (["村口老树倒", "夜里雨声长了", "明日孩童", "路中不见一点霜"], "paragraph"),
        (["صوت المطر في الليل،", "وريح تعود من البحر،", "وطفل ينام على كتفي،", "وباب يغني مع الفجر."], "verse"),
    ],
)
def test_verse_of_scripts_without_case_or_spaces(lines: list[str], kind: str) -> None:
    """K15: lines that end in a comma of their script, or of as many letters each."""
    assert set(kinds_of(*lines)) - {"heading"} == {kind}
