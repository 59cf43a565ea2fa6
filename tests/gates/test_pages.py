"""Floors of what is made of pages: their content, and what they say of themselves."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from evaluation.data.pages import labelled_pages, pages_of_types, scores, words_f1
from evaluation.measure.page_types import judged_pages, scores_of
from evaluation.measure.pages import contents_of
from evaluation.measure.structure import labelled_structure, measure, ours
from reinschrift.pages import read_page
from reinschrift.settings.read import ReadSettings

FLOORS = tomllib.loads(Path(__file__).with_name("pages.toml").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_content_is_told_from_debris(labelled: Path) -> None:
    """On pages of sites that the model has not seen."""
    pages = labelled_pages()
    found = scores(pages, contents_of(pages))
    assert {name: found[name] for name, floor in FLOORS["content"].items() if found[name] < floor} == {}


@pytest.mark.slow
def test_pages_of_seven_types(labelled: Path) -> None:
    """F1 over words, on sites that the model has not seen."""
    pages = pages_of_types()
    found = words_f1(pages, contents_of(pages))
    assert {name: found[name] for name, floor in FLOORS["words_by_type"].items() if found[name] < floor} == {}


@pytest.mark.slow
def test_structure_survives_the_stages(labelled: Path) -> None:
    """Headings, items, tables and programs against the pages' Markdown, on sites that the model has not seen."""
    pages, gold = labelled_structure()
    found = measure(pages, gold, list(ours(pages)))
    assert {name: found[name] for name, floor in FLOORS["structure"].items() if found[name] < floor} == {}


@pytest.mark.slow
def test_types_of_pages_and_how_sure_their_text_is(labelled: Path) -> None:
    """By models that have not seen the site; what is promised is kept within a twentieth on average."""
    found = scores_of(judged_pages())
    for part in ("types", "confidence"):
        assert {name: found[part][name] for name, floor in FLOORS[part].items() if found[part][name] < floor} == {}
    assert found["confidence"]["gap"] < 0.05


@pytest.mark.slow
@pytest.mark.parametrize(("part", "name"), [("metadata", "trafilatura"), ("metadata_newspapers", "fundus")])
def test_metadata_of_german_pages(labelled: Path, part: str, name: str) -> None:
    """Dates and titles that are equal, F1 over names of authors."""
    pages = {page.name: page for page in labelled_pages()}
    right: dict[str, list[bool]] = {"date": [], "title": []}
    hits, wrong, missed = 0, 0, 0
    for line in (labelled / "pages" / "metadata.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        if gold["set"] != name or gold["lang"] != "de":
            continue
        page = pages[gold["id"]]
        fields = read_page(page.data, page.url, None, ReadSettings()).fields
        if gold.get("date"):
            right["date"].append(fields.get("published") == gold["date"])
        if gold.get("title"):
            right["title"].append(" ".join(fields.get("title", "").split()) == " ".join(gold["title"].split()))
        if gold.get("authors"):
            own, theirs = set(filter(None, fields.get("author", "").split("; "))), set(gold["authors"])
            hits, wrong, missed = hits + len(own & theirs), wrong + len(own - theirs), missed + len(theirs - own)
    found = {field: sum(values) / len(values) for field, values in right.items()}
    found["authors"] = 2 * hits / (2 * hits + wrong + missed)
    assert {field: found[field] for field, floor in FLOORS[part].items() if found[field] < floor} == {}
