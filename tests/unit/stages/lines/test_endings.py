"""Which doubtful rows are the last paragraph of an article."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.characters import SENTENCE_END
from reinschrift.stages.lines.endings import CLOSING_WORDS, find_answers, find_closings, find_endings, is_paragraph
from reinschrift.stages.lines.shape import LAST as LAST_SIGN
from reinschrift.stages.lines.shape import WORDS, measure_shapes

ABOVE = "Der Rat der Stadt hat die Entscheidung über den Haushalt noch einmal vertagt, und zwar auf den Herbst."
LAST = "Die Bürgermeisterin will ihn nach dem Sommer noch einmal vorlegen, sagt sie."
FOOT = "Mehr zum Thema"


def found(*rows: tuple[str, float], bounds: tuple[int, ...] | None = None) -> list[bool]:
    """Return the endings of rows with their probabilities of content; those from a half on stay."""
    counts = measure_shapes(*utf8_of(pa.array([text for text, _ in rows]))).counts
    content = np.array([score for _, score in rows], np.float32)
    ends = np.array(bounds or (0, len(rows)), np.int64)
    endings: list[bool] = find_endings(ends, is_paragraph(counts), content, content < 0.5, content >= 0.5).tolist()
    return endings


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        (((ABOVE, 0.9), (LAST, 0.3), (FOOT, 0.1)), True),
        (((ABOVE, 0.9), (LAST, 0.3)), True),
        (((ABOVE, 0.9), (LAST, 0.2), (FOOT, 0.1)), True),
        (((ABOVE, 0.9), (LAST, 0.19), (FOOT, 0.1)), False),
        (((ABOVE, 0.7), (LAST, 0.3), (FOOT, 0.1)), True),
        (((ABOVE, 0.69), (LAST, 0.3), (FOOT, 0.1)), False),
        (((FOOT, 0.9), (LAST, 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), (LAST, 0.3), (LAST, 0.3)), False),
        (((ABOVE, 0.9), ("Mehr dazu lesen.", 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), (LAST[:-1], 0.3), (FOOT, 0.1)), False),
        (((ABOVE, 0.9), ("Die Bürgermeisterinnen wollen ihn nochmals vorlegen, nämlich.", 0.3)), False),
        (((ABOVE, 0.9), ("Sie will ihn im Herbst noch einmal vorlegen.", 0.3)), False),
    ],
)
def test_a_paragraph_below_one_that_stays_and_above_furniture(
    rows: tuple[tuple[str, float], ...], *, stays: bool
) -> None:
    """Below a heading it is a teaser, above another one as well; what is short or goes on is none."""
    assert found(*rows)[1] == stays


def test_the_rows_of_another_document_say_nothing() -> None:
    """The first row of a document has none above it, the last none below it."""
    assert found((ABOVE, 0.9), (LAST, 0.3), bounds=(0, 1, 2)) == [False, False]
    assert found((ABOVE, 0.9), (LAST, 0.3), (ABOVE, 0.9), bounds=(0, 2, 3)) == [False, True, False]
    assert found((ABOVE, 0.9), (LAST, 0.3), (ABOVE, 0.9), bounds=(0, 2, 2, 3)) == [False, True, False]


QUESTION, ANSWER = "Wie lange darf man bleiben?", "Man darf so lange bleiben, wie noch Licht brennt."
SECOND, LAST_ANSWER = "Und was kostet das alles?", "Das kostet gar nichts, solange niemand etwas umwirft."


def answers(*rows: tuple[str, float], bounds: tuple[int, ...] | None = None) -> list[bool]:
    """Return what ends a list of questions."""
    texts = pa.array([text for text, _ in rows])
    counts = measure_shapes(*utf8_of(texts)).counts
    content = np.array([score for _, score in rows], np.float32)
    form = (counts[:, LAST_SIGN] == SENTENCE_END) & (counts[:, WORDS] >= CLOSING_WORDS)
    ends = np.array(bounds or (0, len(rows)), np.int64)
    found: list[bool] = find_answers(ends, texts, form, content < 0.5, content >= 0.5).tolist()
    return found


@pytest.mark.parametrize(
    ("rows", "stays"),
    [
        (((QUESTION, 0.9), (ANSWER, 0.9), (SECOND, 0.9), (LAST_ANSWER, 0.1)), [False, True]),
        (((QUESTION, 0.9), (ANSWER, 0.9), (SECOND, 0.3), (LAST_ANSWER, 0.1)), [True, True]),
        ((("質問は何ですか？", 0.9), (ANSWER, 0.9), ("“Wirklich?”", 0.9), (LAST_ANSWER, 0.1)), [False, True]),
        (((QUESTION, 0.9), (ANSWER, 0.3), (SECOND, 0.9), (LAST_ANSWER, 0.1)), [False, False]),
        (((QUESTION, 0.3), (ANSWER, 0.9), (SECOND, 0.9), (LAST_ANSWER, 0.1)), [False, False]),
        (((ABOVE, 0.9), (ANSWER, 0.9), (SECOND, 0.9), (LAST_ANSWER, 0.1)), [False, False]),
        (((QUESTION, 0.9), (ANSWER, 0.9), (FOOT, 0.9), (LAST_ANSWER, 0.1)), [False, False]),
        (((QUESTION, 0.9), (ANSWER, 0.9), (SECOND, 0.9), ("Möchten Sie unseren Newsletter jede Woche lesen?", 0.1)),
         [False, False]),
        (((QUESTION, 0.9), (ANSWER, 0.9), (SECOND, 0.9), ("Jetzt fragen.", 0.1)), [False, False]),
    ],
)  # fmt: skip
def test_the_last_answer_of_a_list_of_questions(rows: tuple[tuple[str, float], ...], *, stays: list[bool]) -> None:
    """Behind a question and its answer that stay the next question and its answer stay, too."""
    assert answers(*rows) == [False, False, *stays]


def test_the_questions_of_another_document_have_no_answer_here() -> None:
    """Three rows of its own stand above an answer."""
    rows = ((QUESTION, 0.9), (ANSWER, 0.9), (SECOND, 0.9), (LAST_ANSWER, 0.1))
    assert answers(*rows, bounds=(0, 1, 4)) == [False] * 4
    assert answers((FOOT, 0.1), *rows, bounds=(0, 1, 5)) == [False] * 4 + [True]


def closings(*rows: tuple[str, float], bounds: tuple[int, ...] | None = None) -> list[bool]:
    """Return the headings of closing parts and their paragraphs that stay."""
    texts = pa.array([text for text, _ in rows])
    counts = measure_shapes(*utf8_of(texts)).counts
    content = np.array([score for _, score in rows], np.float32)
    ends = np.array(bounds or (0, len(rows)), np.int64)
    found: list[bool] = find_closings(ends, texts, counts, is_paragraph(counts), content < 0.5, content >= 0.5).tolist()
    return found


@pytest.mark.parametrize(
    ("heading", "stays"),
    [
        ("Fazit", True),
        ("7. Conclusion", True),
        ("Final Thoughts: What the Harbour Needs", True),
        ("Podsumowanie", True),
        ("Выводы", True),
        ("Conclusion: What the Harbour and Its People Need", True),
        ("Conclusion: What the Harbour and Its Old People Need", False),
        ("Fazitlos", False),
        ("Conclusion of the Talks", False),
        ("Mehr zum Thema", False),
    ],
)
def test_a_closing_part_has_a_heading(heading: str, *, stays: bool) -> None:
    """The heading stays with its paragraph; what only begins with the word is none."""
    assert closings((ABOVE, 0.9), (heading, 0.1), (LAST, 0.1)) == [False, stays, stays]


def test_only_a_paragraph_of_its_own_document_closes_it() -> None:
    """A button below “Fazit”, or the first row of the next text, does not."""
    assert closings(("Fazit", 0.1), ("Jetzt lesen.", 0.1)) == [False, False]
    assert closings(("Fazit", 0.1), (LAST, 0.1), bounds=(0, 1, 2)) == [False, False]
    assert closings(("Fazit", 0.9), (LAST, 0.1)) == [False, True]
