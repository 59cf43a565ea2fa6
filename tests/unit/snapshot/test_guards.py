"""Guards before publishing: what counts as a loss, on both sides of each threshold."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.errors import LossError
from reinschrift.settings.guards import GuardsSettings
from reinschrift.snapshot.guards import (
    LISTED,
    Beyond,
    Extent,
    check_losses,
    difference,
    extent_of,
    find_drift,
    find_losses,
)
from reinschrift.snapshot.manifest import Object

SETTINGS = GuardsSettings()


def extent(
    n: int = 100,
    chars: int | None = None,
    sources: dict[str, int] | None = None,
    languages: dict[str, int] | None = None,
    removed: dict[str, int] | None = None,
) -> Extent:
    kept = {"documents": n, "paragraphs": 3 * n, "chars": 50 * n if chars is None else chars}
    return Extent(n + sum((removed or {}).values()), kept, sources or {}, languages or {}, removed or {})


@pytest.mark.parametrize(
    ("before", "after", "loss"),
    [
        (extent(100), extent(81, chars=5000), None),
        (extent(100), extent(80, chars=5000), "20.0% of all documents (100 before, 80 now)"),
        (extent(100), extent(100, chars=4001), None),
        (extent(100), extent(100, chars=4000), "20.0% of all characters (5,000 before, 4,000 now)"),
        (extent(sources={"a": 1}), extent(sources={}), "the source a is gone: documents before 1"),
        (
            extent(sources={"a": 1}),
            extent(sources={"a": 0}),
            "the source a has no document any more: documents before 1",
        ),
        (extent(sources={"a": 0}), extent(sources={}), None),
        (extent(sources={"a": 20}), extent(sources={"a": 11}), None),
        (extent(sources={"a": 20}), extent(sources={"a": 10}), "50.0% of the source a (20 documents before, 10 now)"),
        (extent(sources={"a": 19}), extent(sources={"a": 1}), None),
        (
            extent(languages={"de": 40}),
            extent(languages={"de": 9}),
            "77.5% of the language de (40 documents before, 9 now)",
        ),
        (extent(100, removed={"menu": 3}), extent(100, removed={"menu": 20}), None),
        (
            extent(100),
            extent(100, removed={"no_text": 30}),
            "23.1% of what is read is removed as no_text (0.0% before)",
        ),
        (extent(5), extent(5, removed={"no_text": 9}), None),
        (extent(0), extent(0), None),
        (extent(10), extent(1000, sources={"b": 5}), None),
    ],
)  # fmt: skip
def test_a_loss_is_what_the_settings_say(before: Extent, after: Extent, loss: str | None) -> None:
    """And it is told with its numbers."""
    assert find_losses(before, after, SETTINGS) == ([loss] if loss else [])


def test_a_loss_stops_unless_it_is_accepted() -> None:
    """Or only reported, or not looked at."""
    before, after = extent(100), extent(10)
    with pytest.raises(LossError, match=r"90\.0% of all documents"):
        check_losses(before, after, SETTINGS, accepted=False)
    assert len(check_losses(before, after, SETTINGS, accepted=True).losses) == 2
    assert len(check_losses(before, after, GuardsSettings(action="warn"), accepted=False).losses) == 2
    assert check_losses(before, after, GuardsSettings(action="off"), accepted=False) == Beyond()


@pytest.mark.parametrize(
    ("before", "after", "drift"),
    [
        (extent(100), extent(1000), None),
        (extent(100), extent(1001), "10.0 times as many documents (100 before, 1,001 now)"),
        (extent(99), extent(5000), None),
        (extent(100), extent(100, chars=7499), None),
        (extent(100), extent(100, chars=7500), "a document has 75 characters on average (50 before)"),
        (extent(100), extent(100, chars=2500), "a document has 25 characters on average (50 before)"),
        (extent(100, languages={"de": 50}), extent(100, languages={"de": 69}), None),
        (
            extent(100, languages={"de": 50}),
            extent(100, languages={"de": 71}),
            "71.0% of all documents are in the language de (50.0% before)",
        ),
        (
            extent(100),
            extent(100, languages={"xx": 20}),
            "20.0% of all documents are in the language xx (0.0% before)",
        ),
    ],
)  # fmt: skip
def test_a_drift_is_what_the_settings_say(before: Extent, after: Extent, drift: str | None) -> None:
    """On both sides of each threshold, and only from so many documents on."""
    assert find_drift(before, after, SETTINGS) == ([drift] if drift else [])


def test_a_drift_warns_or_stops_by_its_own_setting() -> None:
    """It is reported by default; what is lost is stopped all the same."""
    before, after = extent(100), extent(100, chars=9000)
    drift = tuple(find_drift(before, after, SETTINGS))
    assert check_losses(before, after, SETTINGS, accepted=False) == Beyond((), drift)
    with pytest.raises(LossError, match="Too much would change"):
        check_losses(before, after, GuardsSettings(drift="stop"), accepted=False)
    assert len(check_losses(before, after, GuardsSettings(drift="stop"), accepted=True).drift) == 1
    assert check_losses(before, after, GuardsSettings(drift="off"), accepted=False) == Beyond()


def test_a_long_list_is_cut() -> None:
    """Of a hundred sources that are gone the first are named."""
    before = extent(sources={f"s{number:03}": 1 for number in range(100)})
    with pytest.raises(LossError) as raised:
        check_losses(before, extent(), SETTINGS, accepted=False)
    assert raised.value.message.count("\n") == LISTED + 1
    assert f"and {100 - LISTED} more" in raised.value.message


COUNTS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 50))
EXTENTS = st.builds(extent, st.integers(0, 200), st.none(), COUNTS, COUNTS, COUNTS)


@given(EXTENTS, EXTENTS)
def test_nothing_is_lost_by_staying_and_differences_add_up(one: Extent, other: Extent) -> None:
    """The same again loses nothing; there and back is no difference."""
    assert find_losses(one, one, SETTINGS) == find_drift(one, one, SETTINGS) == []
    there, back = difference(one, other), difference(other, one)
    assert all(there[name] == -back[name] for name in ("documents", "paragraphs", "chars"))
    assert there["sources"] == {name: -n for name, n in back["sources"].items()}


def test_an_extent_is_read_from_counts_and_objects() -> None:
    """A source of which nothing is kept is there, with 0."""
    counts = {
        "read": {"documents": 9}, "kept": {"documents": 5, "paragraphs": 7, "chars": 80}, "languages": {"de": 5},
        "removed": {"document:no_text": 4, "paragraph:menu": 3},
    }  # fmt: skip
    objects = [Object("a/x", "1", 1, 2), Object("a/y", "2", 1, 3)]
    found = extent_of(counts, objects, [{"name": "a"}, {"name": "b"}])
    assert found == Extent(9, counts["kept"], {"a": 5, "b": 0}, {"de": 5}, {"no_text": 4})


@pytest.mark.parametrize(("n_lost", "last"), [(12, "the source s9 is gone"), (13, "and 1 more"), (30, "and 18 more")])
def test_twelve_losses_are_listed(n_lost: int, last: str) -> None:
    """And the number of the others."""
    before = extent(sources={f"s{n}": 1 for n in range(n_lost)})
    with pytest.raises(LossError) as caught:
        check_losses(before, extent(), SETTINGS, accepted=False)
    assert caught.value.message.splitlines()[-1].strip().startswith(last)


@pytest.mark.parametrize("name", sorted({*GuardsSettings.model_fields} - {"action", "drift", "gone_sources"}))
def test_every_threshold_has_a_reason(name: str) -> None:
    """The report lists it: a measurement, odds, an example of what goes beyond, or that it is a judgement."""
    described = " ".join((GuardsSettings.model_fields[name].description or "").split())
    assert re.search(r"in 1 of|1 in \d|judgement|is mostly|0\.\d is from", described), described
