"""Speed of the line classifier on articles and on dumped pages: `python -m benchmarks.lines`."""

from __future__ import annotations

import time

import pyarrow as pa

from evaluation.data.lines import clean_documents, labelled_pages
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import judge_lines
from reinschrift.stages.lines.split import split_lines

SETTINGS = LinesSettings()


def print_speed() -> None:
    pages = labelled_pages()
    articles = [page for page in clean_documents() if page.name.startswith("gold-") and page.language == "de"]
    dumps = [page for page in pages if page.kind != "other"]
    print(f"{'text':<24}{'MB':>6}{'MB/s':>8}   of CPU time, without splitting")
    for name, documents in (("German articles", articles), ("German page dumps", dumps)):
        texts = pa.array(["\n".join(page.lines) for page in documents], pa.string())
        texts = pa.concat_arrays([texts] * max(1, int(1e7 / texts.nbytes)))
        lines, titles = split_lines(texts), pa.nulls(len(texts), pa.string())
        seconds = []
        for _ in range(4):
            start = time.process_time()
            judge_lines(lines, titles, SETTINGS)
            seconds.append(time.process_time() - start)
        print(f"{name:<24}{texts.nbytes / 1e6:>6.1f}{texts.nbytes / 1e6 / min(seconds):>8.0f}")


if __name__ == "__main__":
    print_speed()
