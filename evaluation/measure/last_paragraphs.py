"""How often the last paragraph of a page's text goes, and why: `python -m evaluation.measure.last_paragraphs [--show]`.

The pages are those labelled line by line, and articles of the set of page types whose last paragraph stands in the
dump as a line, judged by the model that has not seen the page's site. A paragraph has `FEWEST` characters.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from evaluation.data import FOLDER, read_jsonl
from evaluation.data.dumps import text_of
from evaluation.data.lines import CONTENT, N_FOLDS, fold_of, labelled_pages, site_of
from evaluation.data.paragraphs import batch_of
from evaluation.measure.lines import fold_model
from reinschrift.reasons import MARKS
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import judge_lines

FEWEST = 60
"""Characters of the shortest paragraph that counts: shorter ones are captions, names and headings as often."""


class Ending(NamedTuple):
    """A page's lines, and which of them is the last of its text."""

    name: str
    language: str
    fold: int
    lines: list[str]
    last: int


class Judged(NamedTuple):
    """An ending, with the reason for which its last paragraph goes, None if it stays."""

    ending: Ending
    reason: str | None


def endings() -> Iterator[Ending]:
    """Yield the pages whose text ends with a paragraph."""
    seen = set()
    for page in labelled_pages():
        seen.add(page.name)
        content = [at for at, label in enumerate(page.labels) if label == CONTENT]
        if page.kind != "segments" and content and len(page.lines[content[-1]]) >= FEWEST:
            yield Ending(page.name, page.language, fold_of(page.site), page.lines, content[-1])
    for record in read_jsonl(FOLDER / "pages" / "wcxb.jsonl.zst"):
        gold = [" ".join(line.split()) for line in (record["gold_text"] or "").split("\n") if line.strip()]
        if record["type"] != "article" or record["id"] in seen or not gold or len(gold[-1]) < FEWEST:
            continue
        lines = text_of(record["html"]).split("\n")
        found = [at for at, line in enumerate(lines) if line == gold[-1]]
        if found:
            fold = fold_of(site_of(record["id"], record.get("url")))
            yield Ending(record["id"], "en", fold, lines, found[-1])


def judge_endings() -> list[Judged]:
    """Return all pages with the reason of their last paragraph."""
    found = []
    by_fold: list[list[Ending]] = [[] for _ in range(N_FOLDS)]
    for ending in endings():
        by_fold[ending.fold].append(ending)
    for fold, some in enumerate(by_fold):
        batch = batch_of(["\n".join(ending.lines) for ending in some])
        rows = batch.paragraphs.drop_columns(list(MARKS))
        judged = judge_lines(rows, pa.nulls(len(some), pa.string()), LinesSettings(), fold_model(fold))
        reasons: dict[tuple[int, int], str | None] = {}
        columns = (judged[name].to_pylist() for name in ("document", "line", "n_lines", "reason"))
        for document, line, n_lines, reason in zip(*columns, strict=True):
            reasons |= {(document, line - 1 + more): reason for more in range(n_lines)}
        found += [Judged(ending, reasons.get((number, ending.last))) for number, ending in enumerate(some)]
    return found


def counts(judged: list[Judged]) -> dict[str, tuple[int, int]]:
    """Return how many last paragraphs go, and of how many, of German pages and of others."""
    parts = {
        "German": [one for one in judged if one.ending.language == "de"],
        "other": [one for one in judged if one.ending.language != "de"],
    }
    return {name: (sum(one.reason is not None for one in part), len(part)) for name, part in parts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--show", action="store_true", help="print the paragraphs that go")
    judged = judge_endings()
    for name, (gone, known) in counts(judged).items():
        print(f"{name:<8}{gone:>4} of {known}")
    print(Counter(one.reason for one in judged if one.reason))
    for one in judged if parser.parse_args().show else ():
        if one.reason:
            ending = one.ending
            print(ending.name, ending.language, one.reason, repr(ending.lines[ending.last]), sep=" | ")


if __name__ == "__main__":
    main()
