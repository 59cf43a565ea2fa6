"""Which answers are answers: an interview has questions enough, and the interviewer's own turns answer nothing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.kinds import ANSWER, PARAGRAPH, QUESTION
from reinschrift.stages.paragraphs.kinds import INTERVIEW_QUESTIONS, Kinds
from reinschrift.text.arrays import Rows

_SPEAKER = r"^(?P<name>[\pL\d][^:\n]{0,38}):\s"
"""A speaker's name before a turn."""


def keep_answers(documents: Rows, kinds: Kinds, texts: pa.ChunkedArray) -> None:
    """Turn answers that are none into paragraphs, in place; one value a row, `documents` ascending.

    A document with fewer than `INTERVIEW_QUESTIONS` questions is no interview, unless a speaker's name stands before
    one of them. Where it does, a turn behind the same name is the interviewer's, with a question mark or without.
    """
    answers = np.flatnonzero(kinds == ANSWER)
    if not len(answers):
        return
    questions = np.flatnonzero(kinds == QUESTION)
    asked = _speakers(texts, questions)
    asking = {(int(documents[row]), name) for row, name in zip(questions, asked, strict=True) if name}
    n_questions = np.bincount(documents[questions], minlength=int(documents[-1]) + 1)
    n_questions[[document for document, _ in asking]] = INTERVIEW_QUESTIONS
    kinds[answers[n_questions[documents[answers]] < INTERVIEW_QUESTIONS]] = PARAGRAPH
    answers = answers[kinds[answers] == ANSWER]
    spoken = _speakers(texts, answers)
    own = [
        name is not None and (int(documents[row]), name) in asking for row, name in zip(answers, spoken, strict=True)
    ]
    kinds[answers[np.array(own, bool)]] = PARAGRAPH


def _speakers(texts: pa.ChunkedArray, rows: np.ndarray) -> list[str | None]:
    """Return the name before each row's first colon, None where there is none."""
    found = pc.extract_regex(one_chunk(texts).take(pa.array(rows)), _SPEAKER)
    names: list[str | None] = pc.struct_field(found, "name").to_pylist()
    return names
