"""Pages dumped to plain text, with what is known of their titles, authors and dates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple, cast

from evaluation.data import FOLDER, read_jsonl
from evaluation.data.lines import fold_of, site_of
from evaluation.data.paragraphs import dumped_pages

_SKIPPED = frozenset({"script", "style", "noscript", "template", "svg", "head", "select", "iframe"})
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q",
    "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
})  # fmt: skip


_BETWEEN = re.compile(r"\s*[,;&|]\s*(?:and\s+)?|\s+(?:and|und)\s+")


class Dump(NamedTuple):
    """One page as text; what is not known of it is empty."""

    name: str
    of: str
    language: str
    url: str | None
    fold: int
    text: str
    title: str
    authors: tuple[str, ...]
    date: str


class _Text(HTMLParser):
    """Collects the text of a page, a line a block, as crude dumps have it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # the parser's own signature
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag not in _INLINE:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.parts.append(re.sub(r"\s+", " ", data.replace("\xad", "")))


def text_of(html: str) -> str:
    """Return the text of a page with its tags stripped crudely: each block a line, empty lines left out."""
    parser = _Text()
    parser.feed(html)
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def dumps(data: Path = FOLDER) -> Iterator[Dump]:
    """Yield the pages that were dumped to lines, then pages of HTML stripped crudely, each with its site's fold."""
    seen = set()
    for page, known in dumped_pages(data):
        seen.add(page["id"])
        yield _dump(page, known, "\n".join(page["lines"]), "lines")
    known_of = {entry["id"]: entry for entry in _entries(data / "pages" / "metadata.jsonl")}
    for name in ("trafilatura", "wcxb"):
        for page in read_jsonl(data / "pages" / f"{name}.jsonl.zst"):
            known = known_of.get(page["id"], {}) if name != "wcxb" else _of_types(page)
            if page["id"] not in seen and known and "html" in page:
                yield _dump(page, known, text_of(page["html"]), name)


def _entries(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _of_types(page: dict[str, str]) -> dict[str, object]:
    """Return what a page of the set of page types says of itself, if it is an article; others have no byline."""
    if page["type"] != "article":
        return {}
    authors = [name for name in _BETWEEN.split(page.get("author") or "") if name]
    return {
        "title": page.get("title"),
        "authors": [name for place, name in enumerate(authors) if place == 0 or " " in name],  # else a degree
        "date": (page.get("published") or "")[:10],
    }


def _dump(page: dict[str, str], known: dict[str, object], text: str, of: str) -> Dump:
    url = page["url"] if "://" in (page["url"] or "") else None
    listed = cast("list[str]", known.get("authors") or [])
    authors = [name for names in listed for name in _BETWEEN.split(names) if name]
    return Dump(
        page["id"],
        of,
        page.get("lang", "en"),
        url,
        fold_of(site_of(page["id"], url)),
        text,
        str(known.get("title") or ""),
        tuple(authors),
        str(known.get("date") or ""),
    )
