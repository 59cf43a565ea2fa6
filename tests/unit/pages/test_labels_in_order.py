"""What the model of pages learns from: a block is content where the known text stands, in the page's order."""

from __future__ import annotations

import pytest

from evaluation.training.in_order import shares_in_order


def shares(blocks: list[str], gold: str) -> list[float]:
    found = shares_in_order([block.split() for block in blocks], gold.split())
    assert found is not None
    return [round(float(share), 2) for share in found]


def test_a_menu_with_the_words_of_the_cards_is_none_of_them() -> None:
    """Its entries stand in another place, or not between the words that stand around the card's title."""
    menu, cards = ["lampen", "stühle", "tische"], ["stühle", "vier stühle aus buche ab sofort", "tische", "ein tisch"]
    assert shares([*menu, *cards], " ".join(cards)) == [0, 0, 0, 1, 1, 1, 1]


@pytest.mark.parametrize("at", [0, 2])
def test_a_text_is_found_in_one_piece(at: int) -> None:
    """Before or behind others that share some words with it."""
    blocks = ["the price of the boat", "a boat of wood with the oars of a friend"]
    blocks.insert(at, "we sold the boat with the oars to a friend of the miller")
    found = shares(blocks, "we sold the boat with the oars to a friend of the miller")
    assert found[at] == 1
    assert sum(found) == 1


def test_words_that_the_text_has_not_count_for_nothing() -> None:
    """Half of a block is."""
    assert shares(["the old mill burned", "unknown"], "the old oak fell") == [0.5, 0]


def test_a_text_or_a_page_without_words_is_taken_as_it_is() -> None:
    """No block is content."""
    assert shares(["a word", ""], "") == [0, 0]
    assert shares([], "a word") == []


def test_a_page_too_large_is_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its table would take more memory than there is."""
    monkeypatch.setattr("evaluation.training.in_order.MOST_PAIRS", 3)
    assert shares_in_order([["a", "b"]], ["a", "b"]) is None
