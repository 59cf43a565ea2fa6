"""Feeds that are no XML: which characters are references, and which feeds are whole."""

from __future__ import annotations

import pytest

from reinschrift.sources.readers.malformed_feed import read_malformed

FEED = (
    "<rss version='2.0'><channel><title>Blatt</title><item><title>{}</title><link>https://a.example/1</link></item>{}"
)


def test_a_reference_of_many_digits_is_no_character() -> None:
    """Zeros before it do not count; the largest character has seven digits."""
    written = FEED.format("&#0000008364; &#x1F600; &#99999999999; & b", "</channel></rss>")
    (entry,) = read_malformed(written.encode()).entries
    assert "€ 😀 \ufffd" in str(entry)


@pytest.mark.parametrize(("behind", "is_whole"), [(0, True), (800, True), (1300, False)])
def test_a_feed_that_is_closed_near_its_end_is_whole(behind: int, *, is_whole: bool) -> None:
    """Servers write comments behind it; what closes far from the end closes something else."""
    written = FEED.format("a & b", "</channel></rss>") + "<!--" + "x" * behind + "-->"
    assert read_malformed(written.encode()).is_whole == is_whole
