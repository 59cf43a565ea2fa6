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

from evaluation.data.dumps import Dump, dumps
from evaluation.data.lines import N_FOLDS
from evaluation.data.paragraphs import batch_of
from evaluation.measure.lines import fold_model
from reinschrift.batch import Batch
from reinschrift.settings.stages import LinesSettings, MetadataSettings
from reinschrift.stages.lines import judge_lines
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.dates import Date, find_dates
from reinschrift.stages.metadata.names import unglued


class Found(NamedTuple):
    """What was found in a page."""

    page: Dump
    title: str
    authors: tuple[str, ...]
    date: str
    batch_row: int


class Score(NamedTuple):
    """Counts of one field: values that are right, found, and known; `findable` of the known stand in the text."""

    right: int
    found: int
    known: int
    findable: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.known)

    @property
    def recall_findable(self) -> float:
        return self.right / max(1, self.findable)


def judged(pages: Sequence[Dump], fold: int) -> Batch:
    """Return pages with their lines judged by the model that has not seen the sites of their fold."""
    batch = batch_of([page.text for page in pages], url=[page.url for page in pages])
    lines = batch.paragraphs.select([n for n in batch.paragraphs.column_names if n not in MARKED])
    nulls = pa.nulls(len(pages), pa.string())
    return Batch(batch.documents, judge_lines(lines, nulls, LinesSettings(), fold_model(fold)))


MARKED = ("reason", "measured", "threshold", "stage")


def find(pages: Iterable[Dump]) -> list[Found]:
    """Return what the text of each page says, by the model that has not seen the page's site."""
    by_fold: list[list[Dump]] = [[] for _ in range(N_FOLDS)]
    for page in pages:
        by_fold[page.fold].append(page)
    found = []
    for fold, some in enumerate(by_fold):
        if some:
            documents = find_metadata(judged(some, fold), MetadataSettings()).documents.to_pylist()
            found += [_found(page, row, number) for number, (page, row) in enumerate(zip(some, documents, strict=True))]
    return found


def _found(page: Dump, row: dict[str, object], number: int) -> Found:
    authors = str(row["author"] or "")
    return Found(
        page, str(row["title"] or ""), tuple(authors.split("; ")) if authors else (), str(row["published"] or ""), number
    )


def plain(text: str) -> str:
    """Return the words of a text, without signs and in small letters."""
    return re.sub(r"[\W_]+", " ", text).strip().lower()


def same_title(known: str, found: str) -> bool:
    """Say whether two titles are the same; the known one may end or begin with the site's name."""
    known, found = plain(known), plain(found)
    return bool(found) and (known == found or (len(found) >= len(known) / 2 and len(found.split()) > 2 and (
        known.startswith(found + " ") or known.endswith(" " + found))))


def score_titles(found: Iterable[Found]) -> Score:
    rows = [row for row in found if row.page.title]
    right = sum(same_title(row.page.title, row.title) for row in rows)
    findable = sum(any(same_title(row.page.title, line) for line in row.page.text.split("\n")) for row in rows)
    return Score(right, sum(bool(row.title) for row in rows), len(rows), findable)


def score_authors(found: Iterable[Found]) -> Score:
    right = n_found = known = findable = 0
    for row in found:
        if row.page.authors:
            gold, own, text = {plain(n) for n in row.page.authors}, {plain(n) for n in row.authors}, plain(row.page.text)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", choices=list(SCORES), help="print what is wrong or missed of this field")
    asked = parser.parse_args()
    found = find(dumps())
    sets = {"German lines": [r for r in found if r.page.of == "lines" and r.page.language == "de"]}
    sets |= {"other lines": [r for r in found if r.page.of == "lines" and r.page.language != "de"]}
    sets |= {name: [r for r in found if r.page.of == name] for name in ("trafilatura", "fundus", "aeb", "wcxb")}
    sets |= {"all": found}
    print(f"{'':<16}{'':<8}{'right':>6}{'found':>6}{'known':>6}{'prec':>7}{'recall':>7}  of those in the text")
    for name, rows in sets.items():
        for field, scored in SCORES.items():
            s = scored(rows)
            print(f"{name:<16}{field:<8}{s.right:>6}{s.found:>6}{s.known:>6}{s.precision:>7.3f}{s.recall:>7.3f}"
                  f"{s.recall_findable:>7.3f}")
    if asked.show:
        for row in found:
            if not SCORES[asked.show]([row]).right and (row.title, row.authors, row.date)[list(SCORES).index(asked.show)]:
                print(row.page.name, row.page.language, "|", (row.page.title, row.page.authors, row.page.date)[list(SCORES).index(asked.show)], "|", (row.title, row.authors, row.date)[list(SCORES).index(asked.show)])


if __name__ == "__main__":
    main()
