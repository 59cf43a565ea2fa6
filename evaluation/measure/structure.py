"""Structure of unseen pages, held against their Markdown: `python -m evaluation.measure.structure`.

Four scores from 0 to 1, each the mean over the pages that have such a thing in the labelled text, and their mean:

- `headings`, `items`: F1 of headings and of list items with the same words; `levels`: the share of found headings that
  stand in the same order of levels to the one before (deeper, the same, higher), told beside the score and not in it.
- `tables`: likeness of the rows and cells of all tables: twice the cells and ends of rows in common order, by all.
- `code`: likeness of the words, signs and line ends of all programs, likewise.

`strict` counts a page of which the labelled text has none, and ours has, as 0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from evaluation.data import FOLDER, read_table
from evaluation.data.pages import LabelledPage, pages_of_types
from evaluation.measure.harm import refined
from evaluation.measure.pages import fold_models, fold_types
from reinschrift.pages.by_type import extract_by_type
from reinschrift.settings.stages import StagesSettings
from reinschrift.sources.readers.records import BLOCKS
from reinschrift.text.decoding import decode
from reinschrift.text.kernel import kernel

WORD, TOKEN = re.compile(r"\w+"), re.compile(r"\w+|[^\w\s]|\n")
HEADING, ITEM = re.compile(r"(#{1,6})\s+(.*)"), re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+(.*)")
OF_ITEM = re.compile(r"^(?:[•‣◦▪●○■►–—*+-]|\d{1,4}[.)])\s+")
LINK, RULE = re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), re.compile(r"\|?[\s:|-]+\|?")
CELL = re.compile(r"(?:^|\s)\|(?=\s|$)")
PAGES_AT_ONCE = 50
PARTS = ("headings", "items", "tables", "code")


class Structure(NamedTuple):
    """What of a text is more than its paragraphs."""

    headings: list[tuple[int, str]]
    """Level and words."""
    items: list[str]
    tables: list[list[str]]
    """Rows of cells."""
    code: list[str]


def plain(text: str) -> str:
    """Return the words of a piece of Markdown, or of text, in small letters."""
    return " ".join(WORD.findall(LINK.sub(r"\1", text).lower()))


def of_markdown(text: str) -> Structure:
    """Return the structure of Markdown: ATX headings, items, pipe tables, fenced programs."""
    found = Structure([], [], [], [])
    fence: list[str] | None = None
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            if fence is not None:
                found.code.append("\n".join(fence))
            fence = [] if fence is None else None
        elif fence is not None:
            fence.append(line)
        elif match := HEADING.match(line):
            found.headings.append((len(match[1]), plain(match[2])))
        elif line.startswith("|"):
            if not RULE.fullmatch(line):
                found.tables.append([plain(cell) for cell in line.strip().strip("|").split("|")])
        elif match := ITEM.match(line):
            found.items.append(plain(match[1]))
    return found


def of_paragraphs(rows: Sequence[Mapping[str, object]]) -> Structure:
    """Return the structure of a document's paragraphs (`kind`, `text`, `level`)."""
    found = Structure([], [], [], [])
    for row in rows:
        kind, text = row["kind"], str(row["text"])
        if kind == "heading":
            level = row.get("level")
            found.headings.append((level if isinstance(level, int) else 0, plain(text)))
        elif kind == "list_item":
            found.items.append(plain(OF_ITEM.sub("", text)))
        elif kind == "table":
            found.tables.extend([plain(cell) for cell in CELL.split(line)] for line in text.split("\n"))
        elif kind == "code":
            found.code.append(text)
    return found


@kernel
def _common(one: np.ndarray, other: np.ndarray) -> int:
    """Return the length of the longest common subsequence."""
    row = np.zeros(len(other) + 1, np.int32)
    for value in one:
        corner = 0
        for at in range(len(other)):
            above = row[at + 1]
            row[at + 1] = corner + 1 if value == other[at] else max(above, row[at])
            corner = above
    return int(row[-1])


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Return how like two sequences are: twice what they have in common order, by the length of both."""
    numbers: dict[str, int] = {}
    first, second = (
        np.array([numbers.setdefault(value, len(numbers)) for value in each], np.int32) for each in (one, other)
    )
    return 2 * _common(first, second) / max(1, len(first) + len(second))


def _f1(gold: Sequence[str], own: Sequence[str]) -> float:
    common = (Counter(gold) & Counter(own)).total()
    return 2 * common / max(1, len(gold) + len(own))


def _cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return [cell for row in rows for cell in (*row, "\n")]


def _tokens(programs: Sequence[str]) -> list[str]:
    return [token for program in programs for token in TOKEN.findall(re.sub(r"\n{2,}", "\n", program.strip()) + "\n")]


def score_page(gold: Structure, own: Structure) -> dict[str, tuple[bool, float]]:
    """Return for each part whether the labelled text has it, and the score; parts that neither has are left out."""
    found: dict[str, tuple[bool, float]] = {}
    if gold.headings or own.headings:
        found["headings"] = bool(gold.headings), _f1([t for _, t in gold.headings], [t for _, t in own.headings])
    if gold.items or own.items:
        found["items"] = bool(gold.items), _f1(gold.items, own.items)
    if gold.tables or own.tables:
        found["tables"] = bool(gold.tables), likeness(_cells(gold.tables), _cells(own.tables))
    if gold.code or own.code:
        found["code"] = bool(gold.code), likeness(_tokens(gold.code), _tokens(own.code))
    return found


def same_steps(gold: Structure, own: Structure) -> tuple[int, int]:
    """Return how many found headings go as deep against the one before as in the labelled text, and of how many."""
    levels = {text: level for level, text in reversed(gold.headings)}
    both = [(levels[text], level) for level, text in own.headings if text in levels]
    pairs = list(pairwise(both))
    return sum(np.sign(b[0] - a[0]) == np.sign(b[1] - a[1]) for a, b in pairs), len(pairs)


def ours(pages: Sequence[LabelledPage]) -> Iterator[Structure]:
    """Yield the structure of each page's text after the stages, by models that have not seen its site."""
    models, types = fold_models(), fold_types()
    for start in range(0, len(pages), PAGES_AT_ONCE):
        some = pages[start : start + PAGES_AT_ONCE]
        read = [
            extract_by_type(decode(page.data).text.encode(), models[page.fold], types[page.fold])[0] for page in some
        ]
        blocks = pa.array([[block._asdict() for block in each.blocks] for each in read], BLOCKS)
        paragraphs = refined([each.text for each in read], StagesSettings(), blocks).paragraphs
        kept: list[list[dict[str, object]]] = [[] for _ in some]
        names = [name for name in ("document", "kind", "text", "level", "reason") if name in paragraphs.column_names]
        for row in paragraphs.select(names).to_pylist():
            if row["reason"] is None:
                kept[row["document"]].append(row)
        yield from map(of_paragraphs, kept)


def measure(pages: Sequence[LabelledPage], gold: Mapping[str, str], own: Sequence[Structure]) -> dict[str, float]:
    """Return the scores of our structure of pages against their Markdown."""
    values: dict[str, list[float]] = {part: [] for part in PARTS}
    strict: dict[str, list[float]] = {part: [] for part in PARTS}
    same, pairs = 0, 0
    for page, structure in zip(pages, own, strict=True):
        labelled = of_markdown(gold[page.name])
        for part, (is_there, value) in score_page(labelled, structure).items():
            strict[part].append(value)
            if is_there:
                values[part].append(value)
        hits, n = same_steps(labelled, structure)
        same, pairs = same + hits, pairs + n
    means = {part: float(np.mean(found)) for part, found in values.items()}
    all_means = {f"strict_{part}": float(np.mean(found)) for part, found in strict.items()}
    return {
        **means,
        "structure": float(np.mean(list(means.values()))),
        "levels": same / max(1, pairs),
        **all_means,
        "strict": float(np.mean(list(all_means.values()))),
    }


def labelled_structure() -> tuple[list[LabelledPage], dict[str, str]]:
    """Return the pages that have their text as Markdown, and that."""
    gold = {str(record["id"]): record["markdown"] for record in read_table(FOLDER, "pages/wcxb-markdown")}
    return [page for page in pages_of_types() if page.name in gold], gold


def main() -> None:
    pages, gold = labelled_structure()
    for name, value in measure(pages, gold, list(ours(pages))).items():
        print(f"{name:<18}{value:.3f}")


if __name__ == "__main__":
    main()
