"""Searches by first signs find what the patterns alone find."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from reinschrift.stages.markup import attributes, entities, tags
from reinschrift.stages.markup.search import matches, replaced

SIGNS = "\n\n\n\n  \t<>`=\"'“”/&;#1."
MARKUP = [
    "```",
    "class",
    "data-x",
    "=",
    '="',
    "=\n'",
    'class="a"',
    'id="b"',
    "data-id=7",
    "<a ",
    "<p>",
    "</p>",
    "<br/>",
]
REFERENCES = [
    "<!-- x -->",
    "script",
    "&amp;",
    "&quot",
    "&uuml",
    "f&uumlr",
    "quot;",
    "uml;",
    "#8217;",
    "don#39;t",
    "?x=",
]
PIECES = st.sampled_from([*SIGNS, *MARKUP, *REFERENCES, "Wort", "\xa0"])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def spans(found: Iterator[object]) -> list[tuple[int, int]]:
    """Return where each match lies."""
    return [match.span() for match in found]  # type: ignore[attr-defined]


@given(TEXTS)
def test_by_first_signs(text: str) -> None:
    """Tags, code and unfinished references."""
    assert spans(matches(tags._TOKEN, tags._BEGINS, text)) == spans(tags._TOKEN.finditer(text))
    unfinished = entities._names().unfinished
    assert spans(matches(unfinished, entities._AMPERSAND, text)) == spans(unfinished.finditer(text))
    assert spans(matches(attributes._CUT_OFF, attributes._LESS, text)) == spans(attributes._CUT_OFF.finditer(text))


@given(TEXTS)
def test_headless_references_by_line(text: str) -> None:
    """In the lines that have one, and in no other."""
    assert spans(entities._headless(text)) == spans(entities._names().headless.finditer(text))


@given(TEXTS)
@example('x\nclass\n="a"\n\nid="b"\nclass="c"')
@example('class=\n"a"')
@example("`a`\n\n\ndata-x=1")
def test_chains_by_line(text: str) -> None:
    """Chains of attributes may go over the ends of lines; code far from any is of no use."""
    found = [match.span() for match in attributes._chains(text) if match["chain"]]
    assert found == [match.span() for match in attributes._CHAIN.finditer(text) if match["chain"]]


def test_what_stays_is_not_counted() -> None:
    """None leaves the match as it is."""
    found = entities._PLAIN.finditer("&amp; &nothing; &lt;")
    assert replaced("&amp; &nothing; &lt;", found, lambda match: None if "nothing" in match[0] else "+") == (
        "+ &nothing; +",
        2,
    )
