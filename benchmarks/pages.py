"""Text of HTML pages: ours beside trafilatura, quality and speed in the same run, in CPU seconds of one process.

Run from the checkout: `.venv/bin/python -m benchmarks.pages [--fast]`. Each page is judged by the model that has
seen no page of its site. Speed is from bytes to text, decoding included; MB are those of the HTML. The last column is
how many times as fast as trafilatura's default an extractor is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import trafilatura

from evaluation.data.pages import LabelledPage, labelled_pages, scores
from evaluation.measure.pages import fold_models, fold_types, ours
from reinschrift.pages import read_page
from reinschrift.pages.blocks import Block, Extracted, content_of
from reinschrift.pages.blocks.model import load_model
from reinschrift.pages.page_types import load_models
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.stages import LinesSettings
from reinschrift.text.decoding import decode

COLUMNS = ("segments_de", "precision_de", "recall_de", "segments_all", "fundus", "fundus_de", "aeb")


def by_trafilatura(page: LabelledPage, **options: Any) -> str:
    return trafilatura.extract(decode(page.data).text, **options) or ""


def whole(page: LabelledPage) -> str:
    """Return the content of a page after all that is read of it, its title, authors, dates and rights too."""
    read = read_page(page.data, page.url, None, ReadSettings())
    blocks = [Block(**block) for block in read.markup["blocks"]]
    return content_of(Extracted(read.text, blocks, []), LinesSettings().min_markup_content)


def measured(pages: list[LabelledPage], run: Callable[[LabelledPage], str]) -> tuple[list[str], float]:
    """Return the texts, and how many MB a CPU second were read."""
    run(pages[0])  # what is loaded once is not what is measured
    begun = time.process_time()
    texts = [run(page) for page in pages]
    return texts, sum(len(page.data) for page in pages) / 1e6 / (time.process_time() - begun)


def main() -> None:
    """Print one line an extractor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true", help="leave out trafilatura's slower modes")
    only_fast = parser.parse_args().fast
    pages = labelled_pages()
    models, types = fold_models(), fold_types()
    rows = {
        "reinschrift": lambda page: ours(page, models[page.fold], types[page.fold]),
        "reinschrift, shipped model": lambda page: ours(page, load_model(), load_models()),
        "reinschrift, all of a page": whole,
        "trafilatura default": by_trafilatura,
    }
    if not only_fast:
        rows["trafilatura fast"] = lambda page: by_trafilatura(page, fast=True)
        rows["trafilatura precision"] = lambda page: by_trafilatura(page, favor_precision=True)
    found = {name: measured(pages, run) for name, run in rows.items()}
    print(f"{'':<28}" + "".join(f"{name:>14}" for name in COLUMNS) + f"{'MB/s':>8}{'ratio':>7}")
    for name, (texts, speed) in found.items():
        quality = scores(pages, texts)
        values = "".join(f"{quality[column]:>14.3f}" for column in COLUMNS)
        print(f"{name:<28}{values}{speed:>8.1f}{speed / found['trafilatura default'][1]:>7.1f}")
    print("The shipped model, which reads all of a page too, has seen these pages: only its speed says something here.")


if __name__ == "__main__":
    main()
