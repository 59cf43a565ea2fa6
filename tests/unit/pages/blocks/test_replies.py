"""An answer stays with its question, whatever the model makes of it alone."""

from __future__ import annotations

import numpy as np
import pytest

from reinschrift.pages.blocks import parse
from reinschrift.pages.blocks.page import N_BLOCKS
from reinschrift.pages.blocks.replies import keep_answers

ANSWER = "Ja, denn die Abdrücke nimmt das Amt."


def kept(question: str, answer: str, of_question: float, of_answer: float) -> bool:
    page = parse(f"<body><p>{question}</p><p>{answer}</p></body>".encode())
    assert page.state[N_BLOCKS] == 2
    scores = np.array([of_question, of_answer], np.float32)
    keep_answers(page, scores, 0.5)
    return bool(scores[1] >= 0.5)


@pytest.mark.parametrize("question", ["Muss ich selbst kommen?", "自分で行きますか？", "هل أحضر بنفسي؟"])
def test_an_answer_stays_with_its_question(question: str) -> None:
    """Whatever mark the script asks with."""
    assert kept(question, ANSWER, 0.6, 0.31)
    assert not kept(question, ANSWER, 0.4, 0.4)


def test_what_is_surely_debris_is_no_answer() -> None:
    """Nor is a label, or two words, or what stands behind a statement."""
    question = "Muss ich selbst kommen?"
    assert not kept(question, ANSWER, 0.6, 0.29)
    assert not kept(question, "Zum Formular im Amt", 0.6, 0.4)
    assert not kept(question, "Ja, selbst.", 0.6, 0.4)
    assert kept(question, "Ja, nur selbst.", 0.6, 0.4)
    assert not kept("Ich muss selbst kommen.", ANSWER, 0.6, 0.4)


def test_a_page_without_blocks_is_left_alone() -> None:
    """There is nothing to keep."""
    page = parse(b"<body></body>")
    keep_answers(page, np.zeros(0, np.float32), 0.5)
    assert page.state[N_BLOCKS] == 0
