"""Floors of title, author and date as plain text says them, precision before recall."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from evaluation.data.dumps import dumps
from evaluation.measure.metadata import Found, find, parts, score_all
from reinschrift.model.alone import label_of
from reinschrift.stages.metadata.bylines import find_authors
from reinschrift.stages.metadata.dates import find_dates, is_date_line

FLOORS = tomllib.loads(Path(__file__).with_name("metadata.toml").read_text(encoding="utf-8"))
INTERFACE = ("thema", "publiziert", "published", "mehr", "more", "comments", "kommentare", "share", "redaktion")


@pytest.fixture(scope="module")
def found(labelled: Path) -> list[Found]:
    return find(dumps(labelled))


@pytest.mark.slow
@pytest.mark.parametrize("part", FLOORS)
def test_what_plain_text_says_of_itself(found: list[Found], part: str) -> None:
    """Precision and recall of each field on pages of unseen sites."""
    scores = score_all(parts(found)[part])
    measured = {field: (score.precision, score.recall) for field, score in scores.items()}
    assert {field: each for field, each in measured.items() if any(map(float.__lt__, each, FLOORS[part][field]))} == {}


@pytest.mark.slow
def test_no_byline_date_or_label_is_a_title(found: list[Found]) -> None:
    """“Von Anna Klein”, “12. Mai 2024” and “Mehr zum Thema” are no titles, on whatever page."""
    titles = [row.title for row in found if row.title]
    is_line = [bool(find_authors(title)) or is_date_line(title, find_dates(title)) for title in titles]
    assert [title for title, line in zip(titles, is_line, strict=True) if line or label_of(title)] == []


def test_no_word_of_the_interface_is_an_author(found: list[Found]) -> None:
    """“Mehr zum Thema” and “Publiziert” wrote nothing."""
    names = [name for row in found for name in row.authors]
    assert [name for name in names if set(name.lower().split()) & set(INTERFACE)] == []
