"""Title, author and date of plain text, on pages whose site the line model has not seen.

`python -m evaluation.measure.metadata [--show FIELD]`. Each page goes through the stages lines and metadata, the lines
judged by the model that has not seen its site. A title is right if it is equal but for signs and case, or goes on
where the known one ends with the site's name; a date if it is equal; authors are counted name by name.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyarrow as pa

from evaluation.data import TITLE_FOLDS
from evaluation.data.dumps import Dump, dumps
from evaluation.data.lines import N_FOLDS
from evaluation.data.paragraphs import batch_of
from evaluation.measure.lines import fold_model
from reinschrift.batch import Batch
from reinschrift.model.trees import Trees
from reinschrift.reasons import MARKS
from reinschrift.settings.stages import LinesSettings, MetadataSettings
from reinschrift.stages.lines import judge_lines
from reinschrift.stages.metadata import find_metadata, read_heads
from reinschrift.stages.metadata.dates import Date, find_dates
from reinschrift.stages.metadata.guessed import known_rows, standing_of
from reinschrift.stages.metadata.names import unglued
from reinschrift.stages.metadata.titles import titles_of
from reinschrift.stages.metadata.titles.features import Known


class Found(NamedTuple):
    """What was found in a page."""

    page: Dump
    title: str
    authors: tuple[str, ...]
    date: str


class Score(NamedTuple):
    """Counts of one field: values that are right, found, and known; `findable` of the known stand in the text."""

    right: int
    found: int
    known: int
    findable: int

    @property
    def precision(self) -> float:
        """Return the share of the found values that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Return the share of the known values that were found."""
        return self.right / max(1, self.known)

    @property
    def recall_findable(self) -> float:
        """Return the share of the values in the text that were found."""
        return self.right / max(1, self.findable)


def judged(pages: Sequence[Dump], fold: int) -> Batch:
    """Return pages with their lines judged by the model that has not seen the sites of their fold."""
    batch = batch_of([page.text for page in pages], url=[page.url for page in pages])
    lines = batch.paragraphs.drop_columns(list(MARKS))
    nulls = pa.nulls(len(pages), pa.string())
    return Batch(batch.documents, judge_lines(lines, nulls, LinesSettings(), fold_model(fold)))


def fold_titles(fold: int) -> Trees:
    """Return the model of titles that has not seen the sites of one fold."""
    return titles_of((TITLE_FOLDS / f"fold-{fold}.json").read_text("utf-8"))


def known_titles(batch: Batch) -> Known:
    """Return what is known of the rows of judged pages when their titles are looked for."""
    settings = MetadataSettings()
    candidates, shapes, finds, _ = read_heads(batch, settings)
    heads, longest = (candidates, shapes, finds), settings.longest_title
    return known_rows(batch, heads, standing_of(batch.paragraphs, heads, longest), longest)


def title_scores() -> dict[str, dict[str, float]]:
    """Return precision and recall of titles, with the pages' addresses and without."""
    pages = list(dumps())
    scores = {
        "with addresses": score_titles(find(pages)),
        "without addresses": score_titles(find(page._replace(url=None) for page in pages)),
    }
    return {name: {"precision": score.precision, "recall": score.recall} for name, score in scores.items()}


def find(pages: Iterable[Dump]) -> list[Found]:
    """Return what the text of each page says, by the model that has not seen the page's site."""
    by_fold: list[list[Dump]] = [[] for _ in range(N_FOLDS)]
    for page in pages:
        by_fold[page.fold].append(page)
    found = []
    for fold, some in enumerate(by_fold):
        if some:
            documents = find_metadata(judged(some, fold), MetadataSettings(), fold_titles(fold)).documents.to_pylist()
            found += [_found(page, row) for page, row in zip(some, documents, strict=True)]
    return found


def _found(page: Dump, row: dict[str, object]) -> Found:
    title, author, published = (str(row[name] or "") for name in ("title", "author", "published"))
    return Found(page, title, tuple(author.split("; ")) if author else (), published)


def plain(text: str) -> str:
    """Return the words of a text, without signs and in small letters."""
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def same_title(known: str, found: str) -> bool:
    """Say whether two titles are the same; the known one may end or begin with the site's name."""
    known, found = plain(known), plain(found)
    is_most = len(found) >= len(known) / 2 and len(found.split()) > 2
    is_part = known.startswith(f"{found} ") or known.endswith(f" {found}")
    return bool(found) and (known == found or (is_most and is_part))


def score_titles(found: Iterable[Found]) -> Score:
    rows = [row for row in found if row.page.title]
    right = sum(same_title(row.page.title, row.title) for row in rows)
    findable = sum(any(same_title(row.page.title, line) for line in row.page.text.split("\n")) for row in rows)
    return Score(right, sum(bool(row.title) for row in rows), len(rows), findable)


def score_authors(found: Iterable[Found]) -> Score:
    right = n_found = known = findable = 0
    for row in found:
        if row.page.authors:
            gold, own = {plain(name) for name in row.page.authors}, {plain(name) for name in row.authors}
            text = plain(row.page.text)
            right, n_found, known = right + len(gold & own), n_found + len(own), known + len(gold)
            findable += sum(name in text for name in gold)
    return Score(right, n_found, known, findable)


def score_dates(found: Iterable[Found]) -> Score:
    rows = [row for row in found if row.page.date]
    right = sum(row.page.date == row.date for row in rows)
    findable = sum(any(str(date.day) == row.page.date for date in _days(row.page.text)) for row in rows)
    return Score(right, sum(bool(row.date) for row in rows), len(rows), findable)


def _days(text: str) -> list[Date]:
    """Return the dates in the short lines of a text, however the order of day and month is read."""
    lines = [unglued(line) for line in text.split("\n") if len(line) <= MetadataSettings().longest_line]
    return [date for line in lines for first in (False, True) for date in find_dates(line, month_first=first)]


SCORES = {"title": score_titles, "author": score_authors, "date": score_dates}


def score_all(found: Sequence[Found]) -> dict[str, Score]:
    """Return the score of each field."""
    return {field: scored(found) for field, scored in SCORES.items()}


def parts(found: Sequence[Found]) -> dict[str, list[Found]]:
    """Return the pages by what they are: German and other ones, by their set, and all."""
    return {
        "German": [row for row in found if row.page.language == "de"],
        "other": [row for row in found if row.page.language != "de"],
        **{name: [row for row in found if row.page.of == name] for name in ("lines", "trafilatura", "wcxb")},
        "all": list(found),
    }


def print_wrong(found: Iterable[Found], field: str) -> None:
    """Print what was found and is wrong, with what it should be."""
    for row in found:
        known, own = {
            "title": (row.page.title, row.title),
            "author": (row.page.authors, row.authors),
            "date": (row.page.date, row.date),
        }[field]
        if known and own and not SCORES[field]([row]).right:
            print(row.page.name, row.page.language, known, own, sep=" | ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", choices=list(SCORES), help="print what is wrong of this field")
    asked = parser.parse_args()
    found = find(dumps())
    print(f"{'':<16}{'':<8}{'right':>6}{'found':>6}{'known':>6}{'prec':>7}{'recall':>7}  of those in the text")
    for name, rows in parts(found).items():
        for field, s in score_all(rows).items():
            values = f"{s.precision:>7.3f}{s.recall:>7.3f}{s.recall_findable:>7.3f}"
            print(f"{name:<16}{field:<8}{s.right:>6}{s.found:>6}{s.known:>6}{values}")
    if asked.show:
        print_wrong(found, asked.show)


if __name__ == "__main__":
    main()
