"""The labelled pages that the model of content is made from and measured on, and how an extraction is scored."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from evaluation.data import FOLDER, SMALL, read_table
from evaluation.data.lines import fold_of, site_of

SETS = ("trafilatura", "fundus", "aeb")
WORD = re.compile(r"\w+")


class LabelledPage(NamedTuple):
    """A page with what its text should be, as its set has it."""

    name: str
    of: str
    language: str
    url: str | None
    fold: int
    data: bytes
    needed: tuple[str, ...]
    """Segments that the text must hold."""
    unwanted: tuple[str, ...]
    """Segments that it must not hold."""
    gold: str | None
    """The whole text, where it is known."""


def labelled_pages(data: Path = FOLDER) -> list[LabelledPage]:
    """Return the pages of all sets of a folder; those of one site are in one fold."""
    names = ["pages/small"] if data == SMALL else [f"pages/{name}" for name in SETS]
    return [_page(record) for name in names for record in read_table(data, name)]


def pages_of_types() -> list[LabelledPage]:
    """Return the pages of seven types, each with its whole text; `language` holds the type."""
    pages = []
    for record in read_table(FOLDER, "pages/wcxb"):
        url = record.get("url")
        name = str(record["id"])
        fold = fold_of(site_of(name, url))
        data = record["html"].encode()
        pages.append(LabelledPage(name, "wcxb", record["type"], url, fold, data, (), (), record["gold_text"]))
    return pages


def _page(record: dict[str, Any]) -> LabelledPage:
    url = record["url"] if "://" in record["url"] else None
    host = re.match(r"hard::([^.-]+)", record["url"])
    site = host[1] if host else site_of(record["id"], url)
    data = record["html"].encode() if "html" in record else base64.b64decode(record["html_b64"])
    needed, unwanted = tuple(record.get("with", ())), tuple(record.get("without", ()))
    gold = record.get("gold_text")
    return LabelledPage(record["id"], record["set"], record["lang"], url, fold_of(site), data, needed, unwanted, gold)


def segments_f1(pages: Sequence[LabelledPage], texts: Sequence[str]) -> tuple[float, float, float]:
    """Return F1, precision and recall over the segments of all pages; white space does not matter."""
    found = missed = wrong = 0
    for page, text in zip(pages, texts, strict=True):
        plain = " ".join(text.split())
        for segment in page.needed:
            hit = " ".join(segment.split()) in plain
            found, missed = found + hit, missed + (not hit)
        wrong += sum(" ".join(segment.split()) in plain for segment in page.unwanted)
    return 2 * found / max(1, 2 * found + missed + wrong), found / max(1, found + wrong), found / max(1, found + missed)


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the runs of four words of a text, or the whole of a shorter one."""
    words = WORD.findall(text.lower())
    return {tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3))} if words else set()


def shingles_f1(pages: Sequence[LabelledPage], texts: Sequence[str]) -> float:
    """Return the mean over the pages of F1 over runs of four words."""
    values = []
    for page, text in zip(pages, texts, strict=True):
        gold, own = shingles(page.gold or ""), shingles(text)
        values.append(2 * len(gold & own) / max(1, len(gold) + len(own)))
    return sum(values) / max(1, len(values))


def words_f1(pages: Sequence[LabelledPage], texts: Sequence[str]) -> dict[str, float]:
    """Return the mean over the pages of F1 over all their words, by type and for all, but those without any."""
    by_type: dict[str, list[float]] = {}
    for page, text in zip(pages, texts, strict=True):
        gold, own = Counter(WORD.findall((page.gold or "").lower())), Counter(WORD.findall(text.lower()))
        if gold:
            value = 2 * (gold & own).total() / max(1, gold.total() + own.total())
            by_type.setdefault(page.language, []).append(value)
    every = [value for values in by_type.values() for value in values]
    return {name: sum(values) / len(values) for name, values in sorted({**by_type, "all": every}.items())}


def scores(pages: Sequence[LabelledPage], texts: Sequence[str]) -> dict[str, float]:
    """Return the quality of an extraction, by set: F1 over segments, and over shingles."""

    def part(wanted: Callable[[LabelledPage], bool]) -> tuple[list[LabelledPage], list[str]]:
        rows = [row for row, page in enumerate(pages) if wanted(page)]
        return [pages[row] for row in rows], [texts[row] for row in rows]

    german = part(lambda page: page.of == "trafilatura" and page.language == "de")
    f1, precision, recall = segments_f1(*german)
    return {
        "segments_de": f1,
        "precision_de": precision,
        "recall_de": recall,
        "segments_all": segments_f1(*part(lambda page: page.of == "trafilatura"))[0],
        "fundus": shingles_f1(*part(lambda page: page.of == "fundus")),
        "fundus_de": shingles_f1(*part(lambda page: page.of == "fundus" and page.language == "de")),
        "aeb": shingles_f1(*part(lambda page: page.of == "aeb")),
    }
