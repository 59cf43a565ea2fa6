"""Where the labelled data lie, and how their files are read.

The large data are in the folder that `REINSCHRIFT_EVALUATION_DATA` names, else in `shared/data` beside the checkout.
The small set in `evaluation/small/`, for what must be measured everywhere, has the same form and the same readers.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import zstandard

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("REINSCHRIFT_EVALUATION_DATA") or ROOT.parent / "shared" / "data")
"""The large labelled data, which are no part of the project."""
SMALL = ROOT / "evaluation" / "small"
"""The small labelled set, which is."""
LINE_FOLDS = ROOT / "tests" / "gates" / "lines"
"""The line models that have not seen the sites of one fold."""
PAGE_FOLDS = ROOT / "tests" / "gates" / "pages"
"""The models of content that have not seen the sites of one fold."""

TYPE_FOLDS = ROOT / "tests" / "gates" / "page_types"
"""The models of page types that have not seen the sites of one fold."""

TITLE_FOLDS = ROOT / "tests" / "gates" / "titles"
"""The models of titles that have not seen the sites of one fold."""


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the records of a `.jsonl.zst` or `.jsonl` file."""
    data = path.read_bytes()
    if path.suffix == ".zst":
        with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as raw:
            data = raw.read()
    return [json.loads(line) for line in data.split(b"\n") if line.strip()]


def read_table(data: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of one labelled table, such as `lines/lines-de`, in whatever form the folder has it.

    Raises FileNotFoundError if the folder has it in none.
    """
    for ending, read in _FORMS.items():
        if (path := data / f"{name}{ending}").is_file():
            return read(path)
    raise FileNotFoundError(f"{data} has no {name} with the ending {', '.join(_FORMS)}")


def _read_parquet(path: Path) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", pq.read_table(path).to_pylist())


_FORMS: dict[str, Callable[[Path], list[dict[str, Any]]]] = {
    ".parquet": _read_parquet,
    ".jsonl.zst": read_jsonl,
    ".jsonl": read_jsonl,
}
