"""One notion of a page: what erasing an address takes out is what later rebuilds and opt-outs leave out."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.sources.left_out.erased import mark_of, marks_of
from reinschrift.sources.left_out.opt_outs import named_by
from reinschrift.sources.left_out.wanted import Wanted
from reinschrift.text.addresses import earlier_pages_of, page_of

KEY = b"key"
ADDRESSES = st.builds(
    "{}{}{}{}{}{}{}".format,
    st.sampled_from(["https://", "http://", "HTTPS://"]),
    st.sampled_from(["", "www.", "me@"]),
    st.sampled_from(["example.org", "Example.ORG", "müller.example", "xn--mller-kva.example", "example.org:443"]),
    st.sampled_from(["", "/", "/a", "/a/", "/a/b", "/ä", "/%C3%A4", "/a%2Fb"]),
    st.sampled_from(["", "?id=1", "?id=1&utm_source=x", "?utm_source=x", "?fbclid=y&id=1", "?id=2"]),
    st.sampled_from(["", "#top", "#2"]),
    st.sampled_from(["", " "]),
)


@given(ADDRESSES, ADDRESSES)
def test_erase_rebuild_and_leave_out_agree(named: str, read: str) -> None:
    """For every two ways to write an address: all three say that it is the same page, or none does."""
    ids, urls = pa.chunked_array([["1"]]), pa.chunked_array([[read]])
    erased_now = Wanted([named]).among(ids, urls).to_pylist()[0]
    kept_out = mark_of(KEY, named) in marks_of(KEY, read)
    left_out = named_by(pa.array([read]), [named]).to_pylist()[0]
    assert erased_now == kept_out
    assert left_out or not erased_now


def test_what_does_not_count_and_what_does() -> None:
    """Tracking and spelling do not; a parameter, a slash within a name and another port do."""
    page = page_of("https://example.org/ä?id=1")
    for way in (
        "http://www.example.org/%C3%A4?id=1#x",
        "https://example.org/%c3%a4?utm_medium=m&id=1&fbclid=z",
    ):
        assert page_of(way) == page
    for other in ("https://example.org/ä?id=2", "https://example.org:8080/ä?id=1", "https://example.org/a%2Fb"):
        assert page_of(other) != page
    assert page_of("https://example.org/ä/?id=1#x") == page
    assert page_of("https://example.org/?id=1") == page_of("https://example.org?id=1")
    assert page_of("https://example.org/ä//?id=1") != page
    assert page_of("https://example.org/a//") != page_of("https://example.org/a")
    assert page_of("https://example.org/a%2Fb") != page_of("https://example.org/a/b")
    assert page_of("https://example.org/a?clidx=1") != page_of("https://example.org/a")


def test_erasures_of_earlier_versions_still_hold() -> None:
    """Their HMACs are of the address as it was written, or with a slash before the question mark."""
    url = "https://example.org/%C3%A4/?utm_source=x&id=1"
    assert page_of(url) == "example.org/ä?id=1"
    assert earlier_pages_of(url) == ("example.org/ä/?id=1", "example.org/%C3%A4/?utm_source=x&id=1")
    assert len(marks_of(KEY, url)) == 3
