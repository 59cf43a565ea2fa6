"""One reason for one thing: blocks of headlines, labelled bylines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import judge_lines
from reinschrift.stages.lines.block_reasons import is_labelled_byline, join_blocks
from reinschrift.stages.lines.reasons import REASONS
from reinschrift.stages.lines.split import split_lines

TEXT = """\
The council of Ashford voted on Tuesday to rebuild the old bridge over the river, which has been closed since the flood
of last winter. Engineers found cracks in two of its piers, and the repair will be dear.

Work is to begin in the spring and to take some fourteen months. Until then, the bus to the station will take the road
past the mill, as it has since January. The mayor said that she was glad of the vote.
"""

NAMES = ("related", "teaser", "foreign_language", "menu", None)


def joined(
    reasons: Sequence[str | None],
    bounds: list[int] | None = None,
    by_form: Sequence[bool] | None = None,
    words: Sequence[int] | None = None,
    is_open: Sequence[bool] | None = None,
) -> list[str | None]:
    """Return the reasons after blocks were joined: all told by words unless `by_form`, of six words, no sentences."""
    numbers = np.array([-1 if name is None else REASONS.index(name) for name in reasons], np.int8)
    forms = np.array(by_form if by_form is not None else np.zeros(len(numbers)), bool)
    n_words = np.array(words if words is not None else np.full(len(numbers), 6), np.int32)
    ends = np.array(is_open if is_open is not None else np.ones(len(numbers)), bool)
    join_blocks(np.array(bounds or [0, len(reasons)]), numbers, forms, n_words, ends)
    return [None if number < 0 else REASONS[number] for number in numbers]


def test_a_block_of_foreign_headlines_has_one_reason() -> None:
    """That of most of its lines; lines of another kind and of content part blocks, and so do documents."""
    mixed = ["related", "foreign_language", "teaser", "foreign_language"]
    assert joined(mixed) == ["foreign_language"] * 4
    assert joined([*mixed, None, "teaser", "menu", "related"])[4:] == [None, "teaser", "menu", "related"]
    assert joined(["teaser", "related", "related"], [0, 1, 3]) == ["teaser", "related", "related"]


@pytest.mark.parametrize(
    ("reasons", "by_form", "words", "expected"),
    [
        (["menu", "related"], "10", [4, 3], ["related"] * 2),
        (["related", "menu", "foreign_language", "menu"], "0101", [3, 4, 6, 2], ["related"] * 4),
        (["menu", "menu", "foreign_language"], "110", [3, 4, 6], ["foreign_language"] * 3),
        (["menu", "related", "menu"], "111", [4, 6, 3], ["menu"] * 3),
        (["menu", "related"], "11", [4, 6], ["related"] * 2),
        (["menu", "menu", "related"], "110", [2, 2, 3], ["menu", "menu", "related"]),
        (["menu", "menu", "related"], "110", [1, 3, 3], ["related"] * 3),
        (["menu", "related"], "00", [4, 3], ["menu", "related"]),
    ],
)
def test_a_short_headline_among_headlines_is_no_menu(
    reasons: list[str], by_form: str, words: list[int], expected: list[str]
) -> None:
    """One that words tell is enough, else most of the lines; entries of a menu stay, and so does what words tell."""
    assert joined(reasons, None, [one == "1" for one in by_form], words) == expected


def test_a_menu_below_sentences_is_none_of_their_block() -> None:
    """Teasers that end sentences do not look like it."""
    assert joined(["teaser", "menu"], None, [True, True], [20, 2], [False, True]) == ["teaser", "menu"]
    assert joined(["menu", "teaser"], None, [True, True], [2, 20], [True, False]) == ["menu", "teaser"]
    assert joined(["teaser", "teaser"], None, [True, True], [20, 20], [False, False]) == ["teaser", "teaser"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Ein neuer Park entsteht", "Mehr zum Thema"),
        ("Nowy park w mieście", "Czytaj także"),
        ("Mehr zum Thema", "Regen"),
    ],
)
def test_a_foreign_block_has_one_reason(above: str, below: str) -> None:
    """And the menu of the page, and its imprint, have theirs."""
    top = ("Home", "News", "Sport", "Contact")
    text = "\n".join((*top, "", TEXT, above, below, "", "Share on Facebook", "Cookie settings", "© 2024 The Ford"))
    lines = split_lines(pa.chunked_array([[text]]))
    judged = judge_lines(lines, pa.nulls(1, pa.string()), LinesSettings())
    reason = dict(zip(judged["text"].to_pylist(), judged["reason"].to_pylist(), strict=True))
    assert reason[above] == reason[below] in ("related", "teaser", "foreign_language")
    assert {reason[one] for one in top} == {"menu"}
    assert sum(one is None for one in reason.values()) >= 2  # the text


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans(), st.integers(1, 5), st.booleans()), max_size=30))
def test_blocks_change_no_verdict_and_settle(lines: list[tuple[str | None, bool, int, bool]]) -> None:
    """What is content stays content, other reasons stay, neighbours that end no sentence agree, and twice is once."""
    reasons, by_form = [one[0] for one in lines], [one[1] for one in lines]
    words, is_open = [one[2] for one in lines], [one[3] for one in lines]
    found = joined(reasons, None, by_form, words, is_open)
    headlines = set(NAMES[:3])
    for before, after, form in zip(reasons, found, by_form, strict=True):
        assert after == before or before in headlines or (before == "menu" and form)
        assert (after is None) == (before is None)
    for (one, is_first_open), (other, is_second_open) in pairwise(zip(found, is_open, strict=True)):
        assert one == other or not {one, other} <= headlines or not (is_first_open and is_second_open)
    assert joined(found, None, by_form, words, is_open) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ursprünglicher Autor: Eva Muster", True), ("Original author: Ann Sample", True), ("Autor: Eva Muster", True),
        ("Auteur original : Jean Exemple", True), ("Autor original: Juan Ejemplo", True),
        ("Ursprunglig författare: Eva Exempel", True),
        ("Übersetzung: Eva Muster", True), ("Übersetzung aus dem Englischen: Eva Muster", True),
        ("Lektorat: Eva Muster", True), ("Vertaling: Jan Voorbeeld", True), ("Перевод: Иван Примеров", True),
        ("翻訳：山田花子", True), ("Translated by Ann Sample", True), ("Traduit par Jean Exemple", True),
        ("Translation of the week", False), ("Editors pick: Ten places", False), ("Edited yesterday", False),
        ("Der Autor schreibt: Es regnet", False), ("Autor des Monats", False), ("Startseite: Politik", False),
    ],
)  # fmt: skip
def test_a_name_behind_a_label_is_a_byline(text: str, *, expected: bool) -> None:
    """With a word before or behind the label, in several languages."""
    assert is_labelled_byline(pa.array([text])).tolist() == [expected]
