"""Speed of logical lines, metadata and paragraphs on German news text, in MB per CPU second of one process.

Run `python -m benchmarks.paragraphs [FOLDER]` in the checkout, FOLDER being the labelled data (`evaluation.data`). The
baseline of the same run is Python's own splitting of the same text at line ends and blanks.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from evaluation.data import FOLDER, read_jsonl
from evaluation.data.paragraphs import batch_of
from reinschrift.settings.stages import MetadataSettings, ParagraphsSettings
from reinschrift.stages.lines.split import split_lines
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.paragraphs import find_paragraphs

MEGABYTES = 20
ROUNDS = 5


def best_seconds(work: Callable[[], Any]) -> float:
    """Return the CPU seconds of the fastest of a few rounds; the first, which compiles, is not counted."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        before = time.process_time()
        work()
        seconds.append(time.process_time() - before)
    return min(seconds)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    pages = read_jsonl(folder / "pages" / "fundus.jsonl.zst")
    german = [page["gold_text"] for page in pages if page.get("lang") == "de"]
    n_bytes = sum(len(text.encode()) for text in german)
    texts = german * max(1, round(MEGABYTES * 1e6 / n_bytes))
    column = pa.array(texts)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    batch = batch_of(texts)
    titled = find_metadata(batch, MetadataSettings())
    steps: dict[str, Callable[[], Any]] = {
        "split_lines": lambda: split_lines(column),
        "find_metadata": lambda: find_metadata(batch, MetadataSettings()),
        "find_paragraphs": lambda: find_paragraphs(titled, ParagraphsSettings()),
    }
    seconds = {name: best_seconds(work) for name, work in steps.items()}
    seconds["all three"] = sum(seconds.values())
    seconds["str.split (baseline)"] = best_seconds(
        lambda: [line.split() for text in texts for line in text.split("\n")]
    )
    print(f"{len(texts)} German newspaper articles, {megabytes:.1f} MB")
    for name, taken in seconds.items():
        print(f"{name:22} {megabytes / taken:7.1f} MB/s {seconds['str.split (baseline)'] / taken:6.2f} x baseline")


if __name__ == "__main__":
    main()
