"""Kind: answers that are none: too few questions, and the interviewer's own turns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import utf8_of
from reinschrift.kinds import ANSWER, HEADING, PARAGRAPH, QUESTION
from reinschrift.look.clean import clean
from reinschrift.stages.paragraphs.interviews import (
    NAMED_QUESTIONS,
    NAMED_TURNS,
    OTHERS_SHARE,
    REMARK_CHARS,
    keep_answers,
)
from reinschrift.stages.rows.row_form import ALL_BYTES, measure_rows

TURN = [QUESTION, ANSWER, ANSWER]


def kept(kinds: list[int], texts: list[str] | None = None, documents: list[int] | None = None) -> list[int]:
    found = np.array(kinds, np.int8)
    numbers = np.array(documents or [0] * len(kinds), np.int32)
    rows = pa.chunked_array([texts or ["Ja."] * len(kinds)])
    keep_answers(numbers, found, rows, measure_rows(*utf8_of(rows), ALL_BYTES))
    result: list[int] = found.tolist()
    return result


def test_two_questions_make_no_interview() -> None:
    """Three do; documents are counted apart, and headings that ask count for nothing."""
    assert kept(TURN * 2) == [QUESTION, PARAGRAPH, PARAGRAPH] * 2
    assert kept(TURN * 3) == TURN * 3
    assert kept([HEADING, ANSWER] * 4) == [HEADING, PARAGRAPH] * 4
    assert kept(TURN * 4, documents=[0] * 6 + [1] * 6) == [QUESTION, PARAGRAPH, PARAGRAPH] * 4
    assert kept([PARAGRAPH]) == [PARAGRAPH]


def test_the_interviewers_turn_without_a_question_mark_is_no_answer() -> None:
    """It stands behind the name that stands before questions; the other speaker's turns are answers."""
    texts = ["BLATT: Seit wann?", "Muster: Seit Mai.", "BLATT: Das überrascht."] * 3
    assert kept(TURN * 3, texts) == [QUESTION, ANSWER, PARAGRAPH] * 3


LEAD = "Ned Marsh has kept the lamp at Port Ellis for thirty years. We met him on a quiet afternoon in his kitchen."
LONG = "My father carried the oil and I carried the matches, and we both counted the steps. There are two hundred."


def kinds_of(*rows: str) -> list[str | None]:
    """Return the kinds of rows below a lead."""
    return [row.kind for row in clean("\n\n".join(("A talk with Ned Marsh", LEAD, *rows))).paragraphs[2:]]


@pytest.mark.parametrize(
    ("asker", "other", "asks"),
    [
        ("JH", "NM", "How did it begin?"),
        ("Lahrer Bote", "Karl Roth", "Wie fing das an?"),
        ("Noviny (N)", "Eva Malá (EM)", "Jak jste začínala?"),
        ("Le Courrier ", "O. M. ", "Et le soir, que faites-vous ?"),
    ],
)
def test_two_questions_behind_a_name_make_an_interview(asker: str, other: str, asks: str) -> None:
    """However many paragraphs an answer has; the interviewer's other turns are none."""
    short, brief = asker.partition("(")[2].rstrip(")") or asker, other.partition("(")[2].rstrip(")") or other
    rows = (f"{asker}: {asks}", f"{other}: {LONG}", LONG, LONG, LONG, LONG, LONG, LONG)
    more = (f"{short}: You still count them.", f"{brief}: {LONG}", f"{short}: {asks}", f"{brief}: No.")
    turns = ["question", *["answer"] * 7, "paragraph", "answer", "question", "answer"]
    assert kinds_of(*rows, *more, f"{short}: {asks}", f"{brief}: {LONG}") == [*turns, "question", "answer"]


def test_where_everybody_asks_nobody_interviews() -> None:
    """A play has names before its turns, too; and one question is none."""
    turns = ("ANNA: Where is it?", "EMIL: Where should it be?", "ANNA: It was here.", "EMIL: Look again.")
    assert set(kinds_of(*turns, "ANNA: Did you take it?", "EMIL: Me? Why should I?")) == {"paragraph"}
    few = ("JH: When was that?", f"NM: {LONG}", "JH: I see.", f"NM: {LONG}")
    assert (NAMED_QUESTIONS, NAMED_TURNS) == (2, 4)
    assert set(kinds_of(*few)) == {"paragraph"}
    assert kinds_of(*few[:2], "JH: And then?", f"NM: {LONG}") == ["question", "answer"] * 2


def test_a_question_by_its_label_stays_one() -> None:
    """With a question mark or without."""
    rows = ("Q: When was that?", f"A: {LONG}", "Q: You still count them.", f"A: {LONG}", "Q: Why?", f"A: {LONG}")
    assert kinds_of(*rows) == ["question", "answer"] * 3


@pytest.mark.parametrize("remark", ["You still count them.", "Das klingt nach einer schweren Zeit.", "y" * 159 + "."])
def test_a_short_sentence_between_answers_is_the_interviewers(remark: str) -> None:
    """Where no names stand; two sentences, a long one, the last one, or one that says more than the next are not."""
    asked = ("When was that?", "Do you miss it?", "What will you do then?")
    below = LONG if len(remark) < len(LONG) else f"{LONG} {LONG}"

    def between(row: str, last: str = below) -> str | None:
        return kinds_of(asked[0], LONG, row, last, asked[1], LONG, asked[2], LONG)[2]

    assert len(remark) <= REMARK_CHARS
    assert between(remark) == "paragraph"
    assert between("y" * REMARK_CHARS + ".", f"{LONG} {LONG}") == "answer"
    assert between(f"{remark} We both did.", f"{LONG} {LONG}") == "answer"
    assert between(remark, "Yes.") == "answer"
    assert kinds_of(asked[0], LONG, remark, asked[1], LONG, asked[2], LONG)[2] == "answer"


@pytest.mark.parametrize("mark", ["？", "؟"])
def test_questions_of_other_scripts_are_questions(mark: str) -> None:
    """They have their own question marks, and some no spaces between words."""
    asks = f"您第一次上塔是什么时候{mark}" if mark == "？" else f"متى صعدت البرج أول مرة{mark}"
    assert kinds_of(asks, LONG, asks[2:], LONG, asks[1:], LONG) == ["question", "answer"] * 3


@pytest.mark.parametrize(("questions", "is_interview"), [(2, False), (3, True)])
def test_whoever_answers_may_ask_back_once_in_three(questions: int, *, is_interview: bool) -> None:
    """Of fewer questions one asked back makes a talk between two."""
    long = f"{LONG} {LONG} {LONG}"
    turns = [turn for _ in range(questions) for turn in ("JH: And then?", f"NM: {long}", long, long, long, long)]
    assert OTHERS_SHARE == 1 / 3
    assert ("question" in kinds_of(*turns, "NM: Why do you ask?")) == is_interview
