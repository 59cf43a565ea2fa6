"""Kind: answers that are none: too few questions, and the interviewer's own turns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from reinschrift.kinds import ANSWER, HEADING, PARAGRAPH, QUESTION
from reinschrift.stages.paragraphs.interviews import keep_answers

TURN = [QUESTION, ANSWER, ANSWER]


def kept(kinds: list[int], texts: list[str] | None = None, documents: list[int] | None = None) -> list[int]:
    found = np.array(kinds, np.int8)
    numbers = np.array(documents or [0] * len(kinds), np.int32)
    keep_answers(numbers, found, pa.chunked_array([texts or ["Ja."] * len(kinds)]))
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
