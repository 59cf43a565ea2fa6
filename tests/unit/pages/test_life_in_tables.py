"""Kind: days of a life taken for the day of publication: here in tables and lists of terms, label and day apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from reinschrift.look.inspect import inspect_file
from reinschrift.project import load_project

LIVES = [
    ("Born", "3 May 1931", "Died", "9 June 2004"),
    ("Date of birth", "1931-05-03", "Date of death", "2004-06-09"),
    ("Geburtsdatum", "3. Mai 1931", "Sterbedatum", "9. Juni 2004"),
    ("Naissance", "3 mai 1931", "Décès", "9 juin 2004"),
    ("Nacimiento", "3 de mayo de 1931", "Fallecimiento", "9 de junio de 2004"),
]
PROSE = "The potter kept two kilns behind the mill, and each of them was older than the village school. "
FORMS = {
    "heads": "<table><tr><th>{}</th><td>{}</td></tr><tr><th>{}</th><td>{}</td></tr></table>",
    "cells": "<table><tr><td>{}:</td><td>{}</td></tr><tr><td>{}:</td><td>{}</td></tr></table>",
    "terms": "<dl><dt>{}</dt><dd>{}</dd><dt>{}</dt><dd>{}</dd></dl>",
}


def shown(folder: Path, body: str) -> tuple[date | None, str]:
    """Return the day of publication and the text of a page."""
    file = folder / "a.html"
    page = f"<!DOCTYPE html><html><head><title>Two kilns</title></head><body><h1>Two kilns</h1>{body}</body></html>"
    file.write_text(page)
    (document,) = inspect_file(load_project(None, [], [str(file)]), str(file))
    kept = [line["text"] for line in document["lines"] if line["reason"] is None]
    return document["metadata"].get("published"), "\n".join(kept)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("life", LIVES, ids=[life[0] for life in LIVES])
def test_days_beside_a_label_of_a_life_are_text_and_no_day_of_publication(
    tmp_path: Path, life: tuple[str, ...], form: str
) -> None:
    """Above the text, where a date line would stand; the days stay."""
    published, text = shown(tmp_path, form.format(*life) + f"<p>{PROSE * 2}</p><p>{PROSE[::-1]}</p>")
    assert published is None
    assert life[1] in text
    assert life[3] in text


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_days_beside_other_labels_are_days_of_publication(tmp_path: Path, form: str) -> None:
    """The rule looks at the label, not at the table."""
    row = form.format("Author", "Ada Holm", "Published", "9 June 2004")
    assert shown(tmp_path, row + f"<p>{PROSE * 2}</p>")[0] == date(2004, 6, 9)


BEFORE_DAYS = {
    "time beside": '<p>Born <time datetime="2001-05-03">3 May 2001</time></p>',
    "time in a list": '<dl><dt>Geburtstag</dt><dd><time datetime="2001-05-03">03.05.2001</time></dd></dl>',
    "time in a cell": '<table><tr><th>Décès</th><td><time datetime="2001-05-03">3 mai 2001</time></td></tr></table>',
    "place": "<table><tr><th>Geboren</th><td>Bremen, 3. Mai 2001</td></tr></table>",
    "head": "<table><tr><th>Name</th><th>Born</th></tr><tr><td>Ada Reed</td><td>3 May 2001</td></tr></table>",
    "blocks": "<div>Fecha de nacimiento</div><div>3 de mayo de 2001</div>",
    "heading": "<h3>Date of birth</h3><p>3 May 2001</p>",
    "birthday": "<table><tr><th>Born</th><td>Ada Reed<br>(<span>2001-05-03</span>) 3 May 2001</td></tr></table>",
}
PUBLISHED = {
    "headline": "<h2>A star is born</h2><p>3 May 2001</p>",
    "time below a headline": '<h2>A star is born</h2><p><time datetime="2001-05-03">3 May 2001</time></p>',
    "title": "<h1>Born</h1><p>3 May 2001</p>",
    "other column": "<table><tr><th>Born</th><th>Published</th></tr><tr><td>Hull</td><td>3 May 2001</td></tr></table>",
    "next table": "<table><tr><th>Name</th><th>Born</th></tr></table><p>Notes</p><table><tr><td>Hull</td>"
    "<td>3 May 2001</td></tr></table>",
}


@pytest.mark.parametrize("body", BEFORE_DAYS.values(), ids=BEFORE_DAYS)
def test_a_day_with_the_label_of_a_life_is_no_day_of_publication(tmp_path: Path, body: str) -> None:
    """However the two are marked up."""
    assert shown(tmp_path, f"{body}<p>{PROSE * 2}</p><p>{PROSE[::-1]}</p>")[0] is None


@pytest.mark.parametrize("body", PUBLISHED.values(), ids=PUBLISHED)
def test_a_day_that_only_stands_near_such_words_is_one(tmp_path: Path, body: str) -> None:
    """A title is no label, and a column has one head."""
    assert shown(tmp_path, f"{body}<p>{PROSE * 2}</p><p>{PROSE[::-1]}</p>")[0] == date(2001, 5, 3)


@pytest.mark.parametrize(("chars", "is_known"), [(150, True), (280, True), (350, False), (600, False)])
def test_a_label_stands_near_its_time(tmp_path: Path, chars: int, *, is_known: bool) -> None:
    """With three hundred characters of tags between them it is another part of the page."""
    body = f'<p>Born</p><p title="{"x" * (chars - 20)}"><time datetime="2001-05-03">in May</time></p>'
    assert (shown(tmp_path, f"{body}<p>{PROSE * 2}</p>")[0] is None) == is_known
