"""The laws of masking: twice is once, order changes nothing, nothing but spans changes."""

from __future__ import annotations

import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data.personal import PLANTED, decoy
from reinschrift.personal import mask_texts
from reinschrift.personal.finders import KINDS
from reinschrift.settings.stages import PersonalSettings

MODES = st.sampled_from(["mask", "count", "leave"])
ANY_SETTINGS = st.builds(PersonalSettings, **{kind.counted_as: MODES for kind in KINDS})
PIECES = st.one_of(
    st.randoms(use_true_random=False).flatmap(lambda rng: st.sampled_from([maker(rng) for _, maker, _ in PLANTED])),
    st.randoms(use_true_random=False).map(decoy),
    st.sampled_from(
        ["Tel.", "Fax:", " ", " ", ", ", "(", ")", "+", "0", "00", "-", "/", "@", " at ", " dot ", "ä", "–", "\n"]
    ),
    st.text("0123456789 .-/()+@:abDE", max_size=12),
    st.text(max_size=8),
)
TEXTS = st.lists(st.lists(PIECES, max_size=8).map("".join), max_size=5)
PLACEHOLDERS = re.compile("|".join(kind.placeholder for kind in KINDS))


@given(texts=TEXTS, chosen=ANY_SETTINGS)
@settings(max_examples=150, deadline=None)
def test_masking_twice_changes_nothing_more(texts: list[str], chosen: PersonalSettings) -> None:
    """What was masked holds nothing to mask, and what is only counted is counted the same again."""
    once, found = mask_texts(pa.array(texts, pa.string()), chosen)
    twice, again = mask_texts(once, chosen)
    assert twice.equals(once)
    counted = [number for number, kind in enumerate(KINDS) if getattr(chosen, kind.counted_as) == "count"]
    first = sorted((row, kind) for row, kind in zip(found.row, found.kind, strict=True) if kind in counted)
    assert sorted(zip(again.row, again.kind, strict=True)) == first


@given(texts=TEXTS)
@settings(max_examples=60, deadline=None)
def test_each_text_is_masked_as_if_alone(texts: list[str]) -> None:
    """Neither the other texts of a batch nor where it begins in memory matter."""
    together = mask_texts(pa.array(["x", *texts], pa.string()).slice(1), PersonalSettings())[0].to_pylist()
    alone = [mask_texts(pa.array([text], pa.string()), PersonalSettings())[0].to_pylist()[0] for text in texts]
    assert together == alone


@given(texts=TEXTS)
@settings(max_examples=60, deadline=None)
def test_only_spans_change(texts: list[str]) -> None:
    """Between placeholders the text stands as it was, in order, and lengths add up."""
    masked, found = mask_texts(pa.array(texts, pa.string()), PersonalSettings())
    for number, (before, after) in enumerate(zip(texts, masked.to_pylist(), strict=True)):
        parts = PLACEHOLDERS.split(after)
        pattern = "(?s:.+)".join(map(re.escape, parts))
        assert re.fullmatch(pattern, before)
        assert len(before) - sum(map(len, parts)) == found.n_chars[found.row == number].sum()
