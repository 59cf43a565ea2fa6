"""What a block's words tell: function words and the words of menus, consent and the like, in any case and language."""

import numpy as np
import pytest

from reinschrift.model.lexicon import CATEGORIES, load_lexicon
from reinschrift.pages.blocks import parse, title_words
from reinschrift.pages.blocks.features import FEATURES, compute_features
from reinschrift.pages.blocks.matching import weigh_words
from reinschrift.pages.blocks.page import N_BLOCKS
from reinschrift.text.letters import find_words


def weighed(text: str) -> dict[str, float]:
    """Return the counts of a text's words, those that are not 0."""
    data = np.frombuffer(text.encode(), np.uint8)
    words = np.empty(100, np.uint64)
    counts = np.full(2 + len(CATEGORIES), -1, np.float32)
    weigh_words(words[: find_words(data, 0, len(data), words)], load_lexicon().table, counts)
    names = ("stops", "phrases", *CATEGORIES)
    return {name: float(count) for name, count in zip(names, counts, strict=True) if count}


@pytest.mark.parametrize(
    ("text", "category"),
    [("Weiterlesen", "teaser"), ("Impressum", "legal"), ("Cookies", "cookie_notice"), ("NEWSLETTER", "promotion")],
)
def test_words_of_debris_are_known_in_any_case(text: str, category: str) -> None:
    """As they stand alone on pages, in capitals or not."""
    assert weighed(text)[category] == weighed(text.lower())[category] == 1


def test_capital_umlauts_are_the_same_letters() -> None:
    """The keys fold the capitals of two bytes as those of one."""
    assert weighed("ÜBER") == weighed("über") == {"stops": 1.0}


def test_function_words_make_running_text() -> None:
    """In a sentence nearly every other word is one; in a menu none is."""
    assert weighed("Die Fähre legt um acht Uhr an der Mole an und fährt nach einer Stunde zurück.")["stops"] >= 7
    assert "stops" not in weighed("Politik Wirtschaft Sport Kultur")


def test_of_phrases_that_begin_alike_the_longest_counts() -> None:
    """All its words, once; what follows is looked at anew."""
    phrase = weighed("Lesen Sie auch")
    assert phrase["phrases"] == 3
    assert weighed("Lesen Sie auch: Lesen Sie auch")["phrases"] == 6
    assert "phrases" not in weighed("Lesen wir auch")


def test_no_words_tell_nothing() -> None:
    """Signs alone are no words."""
    assert weighed("— … !") == {}


def test_a_block_knows_the_words_of_the_heading_above_it() -> None:
    """Below “Related articles” the most ordinary sentence is a teaser; a later heading ends that."""
    page = parse(b"<p>One.</p><h2>Related articles</h2><p>Two.</p><p>Three.</p><h2>Harbour</h2><p>Four.</p>")
    features = np.zeros((page.state[N_BLOCKS], len(FEATURES)), np.float32)
    compute_features(page, title_words(page), load_lexicon().table, features)
    related, since = (features[:, FEATURES.index(name)].tolist() for name in ("heading_related", "since_heading"))
    assert [count > 0 for count in related] == [False, True, True, True, False, False]
    assert since[1:] == [0, 1, 2, 0, 1]


@pytest.mark.parametrize(("words", "is_compared"), [(10, True), (45, True), (75, False)])
def test_a_block_of_many_words_is_no_title(words: int, *, is_compared: bool) -> None:
    """Forty-five may be a long headline; in seventy-five the words of the title come anyway."""
    page = parse(f"<title>Hafen Mole</title><p>Hafen Mole{' Wort' * (words - 2)}</p>".encode())
    features = np.zeros((page.state[N_BLOCKS], len(FEATURES)), np.float32)
    compute_features(page, title_words(page), load_lexicon().table, features)
    assert (features[:, FEATURES.index("title_share")].max() > 0) == is_compared
