"""The labelled pages and clean documents that the line model is made from and measured on, with the site of each."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pyarrow.parquet as pq

from evaluation.data import FOLDER, SMALL, read_jsonl, read_table

CONTENT, DEBRIS, EITHER = 1, 0, -1
N_FOLDS = 5


class Page(NamedTuple):
    """One document: `site` keeps pages of one publisher in one fold, `kind` says how it is scored."""

    name: str
    site: str
    language: str
    kind: str
    lines: list[str]
    labels: list[int]
    title: str = ""


def fold_of(site: str) -> int:
    """Return the fold that all pages of a site are in."""
    return zlib.crc32(site.encode()) % N_FOLDS


def site_of(name: str, url: str | None) -> str:
    """Return the publisher's name without country and subdomain, or the page's own name where no address is known."""
    host = (
        urlsplit(re.sub(r"^https?://web\.archive\.org/web/\d+/(https?://)?", "http://", url)).hostname if url else None
    )
    if not host:
        return re.sub(r"[-_]?\d+$", "", name)
    labels = [label for label in host.split(".") if label not in {"www", "co", "com", "org", "net", "gov", "ac"}]
    return labels[-2] if len(labels) > 1 else labels[0]


def labelled_pages(data: Path = FOLDER) -> list[Page]:
    """Return the pages of `lines/`; kind `de`, `other` or, in the large data, `segments`."""
    titles = {record["id"]: record.get("title") or "" for record in read_table(data, "pages/metadata")}
    pages = []
    for kind in ("de", "other") if data == SMALL else ("de", "other", "segments"):
        for record in read_table(data, f"lines/lines-{kind}"):
            site = site_of(record["id"], record["url"])
            title = titles.get(record["id"], "")
            pages.append(Page(record["id"], site, record["lang"], kind, record["lines"], record["labels"], title))
    return pages


def _clean(name: str, site: str, language: str, lines: list[str]) -> Page:
    lines = [line.strip() for line in lines if line.strip()]
    return Page(name, site, language, "clean", lines, [CONTENT] * len(lines))


def _without_page_furniture(lines: list[str]) -> list[int]:
    """Return labels for a manual's page: short lines at its ends may be the manual's own navigation."""
    at_ends = {*range(5), *range(len(lines) - 3, len(lines))}
    return [EITHER if i in at_ends and len(line.split()) <= 5 else CONTENT for i, line in enumerate(lines)]


def clean_documents() -> list[Page]:
    """Return edited text without debris: articles, manuals, and single sentences and headings of 75 languages."""
    pages = []
    for source in ("fundus", "aeb"):
        for record in read_jsonl(FOLDER / "pages" / f"{source}.jsonl.zst"):
            site = site_of(record["id"], record.get("url"))
            pages.append(_clean(f"gold-{record['id']}", site, record.get("lang", ""), record["gold_text"].split("\n")))
    for record in pq.read_table(FOLDER / "language" / "documents.parquet").to_pylist():
        if record["source"].startswith("deb-"):
            pages += [_clean(record["id"], record["source"], record["lang"], record["paras"])]
    for record in pq.read_table(FOLDER / "duplicates" / "documents.parquet").to_pylist()[::16]:
        page = _clean(record["id"], "duplicates", record["lang"], record["text"].split("\n"))
        pages.append(page._replace(labels=_without_page_furniture(page.lines)))
    for record in pq.read_table(FOLDER / "language" / "texts.parquet").to_pylist()[::2]:
        if record["kind"] == "clean" or record["kind"] == "hard:heading":
            site = record["source"].split("-")[0]
            pages.append(_clean(record["id"], f"text-{site}", record["lang"], record["text"].split("\n")))
    return pages
