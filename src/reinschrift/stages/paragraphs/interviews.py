"""Which answers are answers: an interview has questions enough, and the interviewer's own turns answer nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import matching, numbers, one_chunk
from reinschrift.kinds import ANSWER, HEADING, PARAGRAPH, QUESTION
from reinschrift.stages.paragraphs.kinds import INTERVIEW_QUESTIONS, Kinds
from reinschrift.stages.rows.row_form import CHARS, LAST, STOPS
from reinschrift.text.arrays import Flags, RowNumbers, Rows
from reinschrift.text.signs import QUESTION_MARKS

_SPEAKER = r"^(?:[^:\n(]{1,38}\((?P<short>\pL{1,4})\)|(?P<name>[\pL\d][^:\n]{0,38}?)) ?[:：](?:\s|$)"
"""A speaker's name before a turn, or the letters in brackets that stand for it in the turns below."""

_SPEAKER_IN_PYTHON = re.compile(
    _SPEAKER.replace(r"\pL\d", r"^\W_").replace(r"\pL", r"[^\W\d_]").replace(r"\s", r"[\t\n\f\r ]")
)
"""The same for the few texts that Arrow has found: it would compile the pattern anew for each batch."""

NAMED_QUESTIONS, NAMED_TURNS = 2, 4
"""Questions of one speaker, and turns of all, that make an interview where names stand before the turns."""

ASKING_SHARE, OTHERS_SHARE = 0.5, 1 / 3
"""Share of the interviewer's turns that ask, at least, and how many questions the others ask for each of his, at most:
in a play everybody asks."""

REMARK_CHARS = 160
"""Characters of the longest remark of an interviewer whose name does not stand before it: one sentence."""


def mark_named(documents: Rows, kinds: Kinds, texts: pa.ChunkedArray, shapes: Rows) -> None:
    """Mark questions and answers in interviews whose turns begin with the speaker's name, in place.

    One value a row, `documents` ascending. One speaker asks and hardly ever does anything else; the others answer, with
    all paragraphs up to the next turn. His turns that ask nothing are paragraphs.
    """
    asks = np.isin(kinds, (PARAGRAPH, QUESTION, ANSWER, HEADING)) & np.isin(shapes[:, LAST], _MARKS)
    if not asks.any():
        return
    questions = np.flatnonzero(asks)
    named = np.array([name is not None for name in _speakers(texts, questions)], bool)
    n_named = np.bincount(documents[questions[named]], minlength=int(documents[-1]) + 1)
    may_turn = np.isin(kinds, (PARAGRAPH, QUESTION, ANSWER)) | asks
    rows = np.flatnonzero(may_turn & (n_named >= NAMED_QUESTIONS)[documents])
    turns: dict[int, list[tuple[int, str]]] = {}
    for row, name in zip(rows.tolist(), _speakers(texts, rows), strict=True):
        if name:
            turns.setdefault(int(documents[row]), []).append((row, name))
    for of_document in turns.values():
        asker = _asker(of_document, asks)
        if asker:
            _mark_turns(of_document, asker, kinds, asks)


def _asker(turns: list[tuple[int, str]], asks: Flags) -> str | None:
    """Return who asks in an interview; None if the turns are those of a play, of minutes or of a list."""
    if len(turns) < NAMED_TURNS:
        return None
    asked = Counter(name for row, name in turns if asks[row])
    if not asked:
        return None
    asker, n_asked = asked.most_common(1)[0]
    n_answered = sum(one == asker != other and bool(asks[row]) for (row, one), (_, other) in pairwise(turns))
    n_turns = sum(name == asker for _, name in turns)
    is_one = (
        n_answered >= NAMED_QUESTIONS
        and n_asked >= ASKING_SHARE * n_turns
        and sum(asked.values()) - n_asked <= OTHERS_SHARE * n_asked
    )
    return asker if is_one else None


def _mark_turns(turns: list[tuple[int, str]], asker: str, kinds: Kinds, asks: Flags) -> None:
    """Mark the turns from the first question on, and what goes on below each but the last."""
    begins = next(place for place, (row, name) in enumerate(turns) if name == asker and asks[row])
    for place in range(begins, len(turns)):
        row, name = turns[place]
        own = PARAGRAPH if name == asker else ANSWER
        kinds[row] = QUESTION if name == asker and (asks[row] or kinds[row] == QUESTION) else own
        last = turns[place + 1][0] if place + 1 < len(turns) else row + 1
        for below in range(row + 1, last):
            if kinds[below] == HEADING:
                break
            if kinds[below] in (PARAGRAPH, ANSWER):
                kinds[below] = own


def keep_answers(documents: Rows, kinds: Kinds, texts: pa.ChunkedArray, shapes: Rows) -> None:
    """Turn answers that are none into paragraphs, in place; one value a row, `documents` ascending.

    A document with fewer than `INTERVIEW_QUESTIONS` questions is no interview, unless a speaker's name stands before
    one of them. Where it does, a turn behind the same name is the interviewer's, with a question mark or without.
    Where no names stand, a short sentence between two answers is his remark, if the one below it says more.
    """
    answers = np.flatnonzero(kinds == ANSWER)
    if not len(answers):
        return
    questions = np.flatnonzero(kinds == QUESTION)
    asked = _speakers(texts, questions)
    asking = {(int(documents[row]), name) for row, name in zip(questions, asked, strict=True) if name}
    n_questions = np.bincount(documents[questions], minlength=int(documents[-1]) + 1)
    named = [document for document, _ in asking]
    n_questions[named] = INTERVIEW_QUESTIONS
    kinds[answers[n_questions[documents[answers]] < INTERVIEW_QUESTIONS]] = PARAGRAPH
    answers = answers[kinds[answers] == ANSWER]
    spoken = _speakers(texts, answers)
    own = [
        name is not None and (int(documents[row]), name) in asking for row, name in zip(answers, spoken, strict=True)
    ]
    kinds[answers[np.array(own, bool)]] = PARAGRAPH
    kinds[list(_remarks(answers[~np.isin(documents[answers], named)], kinds, shapes))] = PARAGRAPH


def _remarks(answers: RowNumbers, kinds: Kinds, shapes: Rows) -> Iterator[int]:
    """Yield the rows that are one short sentence between two answers; two that follow each other are none."""
    short = answers[(shapes[answers, STOPS] == 0) & (shapes[answers, CHARS] <= REMARK_CHARS)]
    short = short[(short > 0) & (short + 1 < len(kinds))]
    between = (kinds[short - 1] == ANSWER) & (kinds[short + 1] == ANSWER)
    between &= shapes[short, CHARS] < shapes[short + 1, CHARS]
    last = -2
    for row in short[between].tolist():
        if row > last + 1:
            yield row
            last = row


def _speakers(texts: pa.ChunkedArray, rows: RowNumbers) -> list[str | None]:
    """Return the name before each row's first colon, None where there is none."""
    asked = one_chunk(texts).take(pa.array(rows))
    named = np.flatnonzero(numbers(pc.or_(pc.match_substring(asked, ":"), pc.match_substring(asked, "："))))
    named = named[matching(asked.take(pa.array(named)), _SPEAKER)]
    names: list[str | None] = [None] * len(rows)
    for row, text in zip(named.tolist(), asked.take(pa.array(named)).to_pylist(), strict=True):
        speaker = _SPEAKER_IN_PYTHON.match(text)
        names[row] = speaker and (speaker["short"] or speaker["name"])
    return names


_MARKS = [ord(mark) for mark in QUESTION_MARKS]
