"""Licence files (RSL): which part holds for a page, and what several licences of it allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings.stages import RightsSettings
from reinschrift.stages.rights import weigh
from reinschrift.stages.rights.rsl import find_terms
from reinschrift.stages.rights.signals import Statements
from reinschrift.stages.rights.tdmrep import location_pattern

FREE = "<license><permits type='usage'>all</permits></license>"
CLOSED = "<license><prohibits type='usage'>ai-all</prohibits></license>"


def file(*contents: str) -> str:
    return (
        f"<?xml version='1.0' encoding='ISO-8859-1'?><rsl xmlns='https://rslstandard.org/rsl'>{''.join(contents)}</rsl>"
    )


def content(url: str, *licences: str, more: str = "") -> str:
    return f"<content url='{url}' {more}>{''.join(licences)}</content>"


def answers(text: str, path: str = "/", host: str = "a.example") -> dict[str, str]:
    found = [signal.signs for signal in find_terms(Statements(path=path, rsl=(text,), host=host))]
    return dict(sign.split("=") for signs in found for sign in signs)


@pytest.mark.parametrize(
    ("licences", "training", "search"),
    [
        ([FREE], "y", "y"),
        ([CLOSED], "n", "y"),
        (["<license><permits type='usage'>search</permits></license>"], "n", "y"),
        (["<license><permits>ai-train, search</permits><prohibits>search</prohibits></license>"], "y", "n"),
        (["<license><permits type='usage'>all</permits><payment type='crawl'/></license>"], "paid", "paid"),
        (["<license><permits type='usage'>all</permits><payment type='attribution'/></license>"], "y", "y"),
        ([CLOSED, "<license><permits>ai-train</permits><payment type='use'/></license>"], "paid", "y"),
        (["<license><permits type='usage'>train-ai</permits></license>"], "y", "n"),
        (["<license><permits type='usage'>something-new</permits></license>"], "n", "n"),
        (["<license/>"], "y", "y"),
        ([], None, None),
    ],
)
def test_what_licences_allow(licences: list[str], training: str | None, search: str | None) -> None:
    """What is permitted is all that is; prohibitions outweigh; of several licences the best may be chosen."""
    found = answers(file(content("/", *licences)))
    assert (found.get("ai-train"), found.get("search")) == (training, search)


def test_the_most_specific_part_holds() -> None:
    """Addresses are as in robots.txt, with or without the host; another host's are not meant."""
    text = file(
        content("/", CLOSED),
        content("https://www.a.example/free/*", FREE),
        content("https://b.example/", FREE),
        content("/free/but$", CLOSED),
    )
    assert answers(text, "/x")["ai-train"] == "n"
    assert answers(text, "/free/x")["ai-train"] == "y"
    assert answers(file(content("https://b.example/", CLOSED)), "/x") == {}


def test_what_only_some_may_do_allows_nothing_and_is_to_be_looked_at() -> None:
    """Who uses it and where is not known here; so is what a server of licences wants."""
    some = "<license><permits type='usage'>all</permits><permits type='user'>education</permits></license>"
    (signal,) = find_terms(Statements(rsl=(file(content("/", some)),)))
    assert signal.marks
    assert not signal.signs
    assert answers(file(content("/", FREE, more="server='https://x.example'")))["ai-train"] == "paid"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<rsl",
        "<html/>",
        "no xml",
        "<rsl><content/></rsl>",
        '<!DOCTYPE a [<!ENTITY b "c">]><rsl><content url="/">&b;</content></rsl>',
    ],
)
def test_what_is_no_licence_file_says_nothing(text: str) -> None:
    """Damaged ones, other XML, and what would unfold without end."""
    assert answers(text) == {}


def test_a_reservation_outweighs_what_others_allow() -> None:
    """The site's robots.txt allows, its licence file does not."""
    stated = Statements(robots_txt="Content-Usage: train-ai=y\n", rsl=(file(content("/", CLOSED)),), host="a.example")
    assert weigh(stated, "", RightsSettings()).rights == "reserved"


@given(st.text("ab*", max_size=6), st.sampled_from(["", "$"]), st.text("ab", max_size=8))
def test_a_location_matches_as_by_trying_everything(body: str, end: str, path: str) -> None:
    """`*` is anything; each part is taken where it first comes, which changes no answer."""

    def matches(rest: str, text: str) -> bool:
        if not rest:
            return not end or not text
        if rest[0] == "*":
            return any(matches(rest[1:], text[n:]) for n in range(len(text) + 1))
        return text[:1] == rest[0] and matches(rest[1:], text[1:])

    found = location_pattern(f"/{body}{end}").match(f"/{path}")
    assert (found is not None) == matches(body, path)


def test_no_location_takes_long() -> None:
    """Of many parts that nearly match."""
    assert location_pattern("/" + "*a" * 40 + "*b").match("/" + "a" * 20_000) is None
