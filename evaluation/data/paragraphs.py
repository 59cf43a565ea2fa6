"""Batches of texts and the labelled pages, for the tests and the benchmark of lines, metadata and paragraphs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from evaluation.data import read_jsonl
from reinschrift.batch import Batch
from reinschrift.stages.lines.split import split_lines

_FIELDS = {
    "title": pa.string(),
    "author": pa.string(),
    "published": pa.date32(),
    "url": pa.string(),
    "collected": pa.timestamp("us", "UTC"),
}


def batch_of(texts: Sequence[str], reasons: Sequence[str | None] | None = None, **own: Sequence[Any]) -> Batch:
    """Return a batch as the stage `lines` leaves it: the texts' logical lines, with `reasons` if they are given.

    `own` are columns of the record itself: `title`, `author`, `published`, `url`, `collected`.
    """
    columns = {name: pa.array(own.get(name, [None] * len(texts)), kind) for name, kind in _FIELDS.items()}
    rows = split_lines(pa.array(texts, pa.string()))
    n_rows = rows.num_rows
    marks = pa.array(reasons, pa.string()) if reasons is not None else pa.nulls(n_rows, pa.string())
    for name, column in (
        ("reason", marks),
        ("measured", pa.nulls(n_rows, pa.float32())),
        ("threshold", pa.nulls(n_rows, pa.float32())),
        ("stage", pa.array([None if mark is None else "lines" for mark in marks.to_pylist()], pa.string())),
    ):
        rows = rows.append_column(name, column)
    return Batch(pa.table({"text": pa.array(texts, pa.string()), **columns}), rows)


def gold_texts(folder: Path) -> list[str]:
    """Return the edited texts of the labelled newspaper pages, one paragraph a line."""
    pages = [page for name in ("fundus", "aeb") for page in read_jsonl(folder / "pages" / f"{name}.jsonl.zst")]
    return [
        "\n".join(" ".join(line.split()) for line in page["gold_text"].split("\n") if line.strip()) for page in pages
    ]


def dumped_pages(folder: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the pages that were dumped to lines, each with what is known of its title, authors and date."""
    text = (folder / "pages" / "metadata.jsonl").read_text(encoding="utf-8")
    known = {entry["id"]: entry for entry in map(json.loads, text.splitlines())}
    names = ("lines-de", "lines-segments", "lines-other")
    pages = [page for name in names for page in read_jsonl(folder / "lines" / f"{name}.jsonl.zst")]
    return [(page, known[page["id"]]) for page in pages if page["id"] in known]
