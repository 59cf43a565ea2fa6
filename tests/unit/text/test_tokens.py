"""The tokeniser: what is one token, which tokens are the same, and the same bits from both engines."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text import kernels
from reinschrift.text.words import HAN, LETTER, SYLLABLE, SYMBOL, text_column, tokenise, words_of
from tests.oracles import tokens as oracle

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "tokens.json").read_text("utf-8"))


def hashes(text: str, *, fold_digits: bool = False) -> list[int]:
    found: list[int] = tokenise(pa.array([text]), fold_digits=fold_digits).hashes.tolist()
    return found


@pytest.mark.parametrize("case", GOLDEN["same"], ids=lambda case: case["why"])
def test_same_tokens(case: dict[str, str]) -> None:
    """Texts that differ only in what does not count have the same tokens."""
    assert hashes(case["one"]) == hashes(case["other"])
    assert hashes(case["one"])


@pytest.mark.parametrize("case", GOLDEN["different"], ids=lambda case: case["why"])
def test_different_tokens(case: dict[str, str]) -> None:
    """Texts that a reader tells apart have different tokens."""
    assert hashes(case["one"]) != hashes(case["other"])


@pytest.mark.parametrize("case", GOLDEN["split"], ids=lambda case: case["text"])
def test_split(case: dict[str, Any]) -> None:
    """Each script is cut where its words, or else its characters, are."""
    tokens = tokenise(pa.array([case["text"]], pa.string()))
    kinds = {"word": LETTER, "han": HAN, "syllable": SYLLABLE, "emoji": SYMBOL}
    assert [[kind, n] for kind, n in zip(tokens.kinds.tolist(), tokens.letters.tolist(), strict=True)] == [
        [kinds[kind], n] for kind, n in case["tokens"]
    ]


def test_offsets_are_per_text_and_nulls_are_empty() -> None:
    """Each text has its own tokens; null and empty texts have none; a slice starts at its own first text."""
    column = pa.array(["not this", "eins zwei", None, "", "drei"]).slice(1)
    tokens = tokenise(column)
    assert tokens.offsets.tolist() == [0, 2, 2, 2, 3]
    assert tokens.hashes.tolist() == [hashes(word)[0] for word in ("eins", "zwei", "drei")]


def test_folded_digits_are_equal_but_their_hash_is_not() -> None:
    """With folded digits 1999 is 2024, as a token; the hash of a text's digits still tells them apart."""
    tokens = tokenise(pa.array(["im Jahr 1999", "im Jahr 2024", "im Jahr 99"]), fold_digits=True)
    first, second, third = (tokens.hashes[i : i + 3].tolist() for i in (0, 3, 6))
    assert first == second != third
    assert len(set(tokens.digits.tolist())) == 3
    assert hashes("im Jahr 1999") != hashes("im Jahr 2024")


def test_very_long_word() -> None:
    """A run of letters longer than its counter is one token with the counter's largest value."""
    tokens = tokenise(pa.array(["x" * 70_000 + " y"]))
    assert tokens.letters.tolist() == [65535, 1]


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.text(st.sampled_from("aZß ﬁ½7٣²é\u0301\u00adก\u0e49ຂ漢か゛ｶが가क्षि👍🏽☀・,\n①㍿ﷺ"), max_size=40),
    ),
    max_size=8,
)


@given(TEXTS, st.booleans())
def test_engines_agree(texts: list[str], fold_digits: bool) -> None:  # noqa: FBT001 Hypothesis gives it
    """The compiled loop and NumPy give the same bits for any text."""
    column = text_column(pa.array(texts, pa.string()))
    pairs: Iterable[tuple[np.ndarray, np.ndarray]] = zip(
        kernels.tokenise(column, fold_digits=fold_digits), oracle.tokenise(column, fold_digits=fold_digits), strict=True
    )
    for compiled, by_numpy in pairs:
        assert compiled.dtype == by_numpy.dtype
        assert np.array_equal(compiled, by_numpy)


@given(st.text(max_size=60))
def test_unicode_forms_agree(text: str) -> None:
    """Composed and compatibility-free forms of a text in scripts with accents have the same tokens."""
    western = "".join(c for c in text if ord(c) < 0x590)
    assert hashes(unicodedata.normalize("NFC", western)) == hashes(unicodedata.normalize("NFD", western))


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_line_end_parts_tokens(one: str, other: str) -> None:
    """The tokens of two paragraphs are those of the one and then of the other."""
    assert hashes(f"{one}\n{other}") == hashes(one) + hashes(other)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_the_words_of_one_text_are_its_tokens(texts: list[str]) -> None:
    """As many, and two are the same word where they have the same hash."""
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    words = [word for text in texts for word in words_of(text)]
    found = tokenise(pa.array(texts)).hashes.tolist()
    assert len(words) == len(found)
    assert len(set(zip(words, found, strict=True))) == len(set(words)) == len(set(found))
