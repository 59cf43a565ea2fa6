"""The pages are in plain English: no sentence of more than forty words, and the field's standard words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_WORDS = 40
MANNERED = re.compile(r"\b(told|said|go(es)? whole)\b", re.IGNORECASE)
"""Words for which the field has others: recorded, kept, removed, reported."""
WITHOUT_PROSE = {"mutation.md"}
PAGES = sorted(
    page
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "raw" / "README.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    if page.name not in WITHOUT_PROSE
)

_NO_PROSE = re.compile(r"```.*?```|<!--.*?-->|<[a-z][^>]*>|!\[[^\]]*\]\([^)]*\)|^---\n.*?\n---\n", re.DOTALL)
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*#|>]|\d+\.) ?)|(?<!\\)\|")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\))?")
_CODE = re.compile(r"`[^`]*`(?:(?:,| and| or|, and|, or)? `[^`]*`)*")
"""Names in code, one or several in a row: they count as a word."""
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?])[\"”)*]*\s+(?=[\"“(*]*[A-Z_])")
_WORD = re.compile(r"\w[\w'’.,%/–-]*")


def sentences(page: str) -> Iterator[str]:
    """Yield the sentences of a page in Markdown, cells of tables and items of lists each for itself."""
    for block in _BLOCK.split(_NO_PROSE.sub("\n\n", page)):
        text = _LINK.sub(r"\1", _CODE.sub("CODE", " ".join(block.split())))
        yield from _BETWEEN_SENTENCES.split(text)


def n_words(sentence: str) -> int:
    """Return how many words a sentence has."""
    return len(_WORD.findall(sentence))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_sentences_are_short(page: Path) -> None:
    """Whoever reads a sentence has not forgotten its beginning at its end."""
    found = [f"{n} words: {one}" for one in sentences(page.read_text("utf-8")) if (n := n_words(one)) > MOST_WORDS]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_words_are_the_fields_own(page: Path) -> None:
    """Texts are removed, kept and recorded."""
    found = [one for one in sentences(page.read_text("utf-8")) if MANNERED.search(one)]
    assert not found, "\n".join(found)


def test_a_long_sentence_is_found() -> None:
    """In a paragraph, a list and a table; code is a word, and a block of code is no sentence."""
    long, short = " ".join(["Word"] * 41), " ".join(["Word"] * 40)
    page = (
        f"# Title\n\n{short}. {long}. Short one.\n- {long}\n\n| `a` | {long} |\n\n```\n{long}\n```\n{short} `a b`, `c`."
    )
    assert [n_words(one) for one in sentences(page) if n_words(one) > MOST_WORDS] == [41, 41, 41, 41]


@pytest.mark.parametrize(
    ("sentence", "is_found"), [("Removed, as said.", True), ("It goes whole.", True), ("`said`.", False)]
)
def test_mannered_words_are_found(sentence: str, *, is_found: bool) -> None:
    """But in code."""
    assert any(map(MANNERED.search, sentences(sentence))) == is_found
