"""The laws of signals and verdicts: a document alone, the plain definition of repetition, the order of policies."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.stages import VerdictsSettings
from reinschrift.stages.quality import quality_of
from reinschrift.stages.quality.readability import NAMES as READABILITY
from reinschrift.stages.quality.signals import count_words
from reinschrift.stages.verdicts.judge import judge, verdicts_of
from tests.unit.stages.quality.test_words import words_of

LINE = st.one_of(
    st.lists(st.sampled_from(["der", "Hund", "bellt", ".", "…", "laut", "-", "/x", "3."]), max_size=30).map(" ".join),
    st.text(max_size=30),
)
DOCUMENTS = st.lists(st.lists(LINE, max_size=6), max_size=5)
MAX_TOP = 4


def signals(documents: list[list[str]]) -> pa.StructArray:
    texts = pa.array([text for paragraphs in documents for text in paragraphs], pa.string())
    bounds = np.concatenate(([0], np.cumsum([len(paragraphs) for paragraphs in documents]))).astype(np.int64)
    return quality_of(texts, bounds, pa.array(["de"] * len(documents), pa.string()))


def repeated(words: list[str], n: int) -> int:
    """Return the characters of sequences that came before, as the field counts them."""
    seen, chars, at = set(), 0, 0
    while at + n <= len(words):
        gram = tuple(words[at : at + n])
        if gram in seen:
            chars += sum(map(len, gram))
            at += n
        else:
            seen.add(gram)
            at += 1
    return chars


def most_frequent(words: list[str], n: int) -> int:
    grams = [" ".join(words[at : at + n]) for at in range(len(words) - n + 1)]
    if not grams:
        return 0
    gram, count = Counter(grams).most_common(1)[0]
    return len(gram) * count


@given(DOCUMENTS)
def test_a_document_is_measured_by_itself(documents: list[list[str]]) -> None:
    """What stands before or behind a document in the column changes none of its signals."""
    together = signals(documents).to_pylist()
    assert together == [signals([document])[0].as_py() for document in documents]


@given(DOCUMENTS)
def test_words_are_counted_by_one_definition(documents: list[list[str]]) -> None:
    """Counted alone, with the signals, or in the text that a snapshot joins from the paragraphs."""
    texts = pa.array([text for paragraphs in documents for text in paragraphs], pa.string())
    bounds = np.concatenate(([0], np.cumsum([len(paragraphs) for paragraphs in documents]))).astype(np.int64)
    languages = pa.array(["de"] * len(documents), pa.string())
    joined = pa.array(["\n\n".join(paragraphs) for paragraphs in documents], pa.string())
    of_joined = count_words(joined, np.arange(len(documents) + 1), languages)

    assert count_words(texts, bounds, languages).tolist() == of_joined.tolist()
    assert of_joined.tolist() == signals(documents).field("word_count").to_pylist()


@given(DOCUMENTS)
def test_shares_are_shares(documents: list[list[str]]) -> None:
    """Shares lie between 0 and 1, numbers are not negative, nothing is infinite."""
    for row in signals(documents).to_pylist():
        formulas = {name: row.pop(name) for name in READABILITY}
        assert all(value is None or np.isfinite(value) for value in formulas.values())  # easy texts may be below 0
        assert all(np.isfinite(value) and value >= 0 for value in row.values())
        shares = [name for name in row if name.startswith("frac_") and "top" not in name]
        assert all(row[name] <= 1 for name in shares), row


@given(st.lists(st.sampled_from(["a", "bb", "c", "d.", "ee", ","]), max_size=60))
def test_repetition_is_as_defined(words: list[str]) -> None:
    """The hashes find the very sequences that comparing strings finds."""
    text = " ".join(words)
    row, tokens = signals([[text] if text else []])[0].as_py(), words_of(text, 1)
    for n in range(2, 11):
        name, count = ("top_{}gram", most_frequent) if n <= MAX_TOP else ("dup_{}grams", repeated)
        expected = count(tokens, n) / max(len(text), 1)
        assert row[f"frac_chars_{name.format(n)}"] == np.float32(expected), n


@given(DOCUMENTS)
def test_our_policy_is_milder_than_those_of_the_peers(documents: list[list[str]]) -> None:
    """What we remove, FineWeb-2 and Gopher remove too."""
    quality, languages = signals(documents), pa.array(["de"] * len(documents), pa.string())
    ours, *others = (
        judge(quality, languages, VerdictsSettings(policy=policy)).applies.any(axis=0)
        for policy in ("reinschrift", "fineweb2", "gopher")
    )
    for theirs in others:
        assert not np.any(ours & ~theirs)


@given(DOCUMENTS)
def test_verdicts_are_sorted_by_the_order_of_rules(documents: list[list[str]]) -> None:
    """All rules that speak against a document are named, in the order of the rules, with numbers on the wrong side."""
    judged = judge(
        signals(documents), pa.array(["de"] * len(documents), pa.string()), VerdictsSettings(policy="fineweb2")
    )
    for number, verdicts in enumerate(verdicts_of(judged).to_pylist()):
        assert [verdict["rule"] for verdict in verdicts] == [
            name for name, speaks in zip(judged.names, judged.applies[:, number], strict=True) if speaks
        ]
        assert all(verdict["measured"] != verdict["threshold"] for verdict in verdicts)
