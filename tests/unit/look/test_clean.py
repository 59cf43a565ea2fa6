"""A text from Python: its paragraphs, each with its reason."""

from __future__ import annotations

import pytest

import reinschrift
from reinschrift.errors import SettingsError
from tests.texts import text_of

LEGAL = "Alle Rechte vorbehalten"


def test_every_paragraph_says_why() -> None:
    """What is removed stands in its place; the text is what is left."""
    cleaned = reinschrift.clean(f"{text_of(3)}\n\n{LEGAL}\n")
    assert cleaned.text == text_of(3)
    assert [one.reason for one in cleaned.paragraphs] == [None] * 4 + ["legal"]
    last = cleaned.paragraphs[-1]
    assert (last.text, last.stage, last.is_kept) == (LEGAL, "lines", False)
    assert repr(cleaned) == "<Cleaned kept, 4 of 5 paragraphs, de>"
    assert "<td>legal</td>" in cleaned._repr_html_()


def test_what_holds_no_text_has_a_reason() -> None:
    """It is no error."""
    for nothing in ("", " \n", b""):
        cleaned = reinschrift.clean(nothing)
        assert (cleaned.reason, cleaned.text) == ("no_text", "")
    assert reinschrift.clean_all([]) == []


def test_pages_and_bytes_are_read_as_files_are() -> None:
    """HTML by how it begins, other charsets, half a pair of surrogates; the address is taken in."""
    body = text_of(5).replace("\n\n", "</p><p>")
    page = f"<html><head><title>Hof</title></head><body><h1>Hof</h1><p>{body}</p></body></html>"
    cleaned = reinschrift.clean_all(
        [page, text_of(4).encode("latin-1"), "Ein\ud800 Text"], urls=["https://a.example/", None, None]
    )
    assert (cleaned[0].metadata["title"], cleaned[0].metadata["url"]) == ("Hof", "https://a.example/")
    assert cleaned[1].text == text_of(4)
    assert cleaned[2].text == "Ein? Text"


def test_a_text_among_others_is_as_alone() -> None:
    """No text's paragraphs hang on its neighbours."""
    texts = [f"{text_of(n)}\n\n{LEGAL}" for n in range(5)]
    together = reinschrift.clean_all(texts)
    assert [one.paragraphs for one in together] == [reinschrift.clean(text).paragraphs for text in texts]


def test_foreign_paragraphs_stay_with_their_text() -> None:
    """Those that a setting makes documents of stand at the end."""
    english = "The committee met twice a year and kept its minutes in a green cupboard near the old library door."
    texts = [f"{text_of(n)}\n\n{english}" for n in range(2)]
    parted = reinschrift.clean_all(texts, settings=["stages.language.foreign_paragraphs=split"])
    for number, cleaned in enumerate(parted):
        assert cleaned.text.startswith(text_of(number))
        assert english in [one.text for one in cleaned.paragraphs]


def test_a_setting_that_is_wrong_is_named() -> None:
    """As on the command line."""
    with pytest.raises(SettingsError, match="min_contents"):
        reinschrift.clean("Ein Text", settings=["stages.lines.min_contents=0.3"])
