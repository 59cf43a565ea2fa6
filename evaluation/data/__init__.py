"""Where the labelled data lie, and how their files are read.

They are in the folder that `REINSCHRIFT_EVALUATION_DATA` names, else in `shared/data` beside the checkout. What must be
measured everywhere has a small labelled set of its own in `evaluation/small/`.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import zstandard

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("REINSCHRIFT_EVALUATION_DATA") or ROOT.parent / "shared" / "data")
LINE_FOLDS = ROOT / "tests" / "gates" / "lines"
"""The line models that have not seen the sites of one fold."""
PAGE_FOLDS = ROOT / "tests" / "gates" / "pages"
"""The models of content that have not seen the sites of one fold."""


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Return the records of a `.jsonl.zst` file."""
    with zstandard.open(path, "rb") as raw:
        return [json.loads(line) for line in io.TextIOWrapper(raw, encoding="utf-8")]
