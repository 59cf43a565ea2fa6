"""Quality of the line classifier: `python -m evaluation.measure.lines`.

Quality is measured on pages whose site the model has not seen: the five models in `tests/gates/lines/` were each
made without the sites of one fold (see `evaluation/training/lines.py`), and judge the pages of that fold. F1 of
content over lines and over characters; lines labelled “either” do not count. On clean text: the share of characters
removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evaluation.data import LINE_FOLDS
from evaluation.data.line_shapes import clean_forms
from evaluation.data.lines import CONTENT, EITHER, N_FOLDS, Page, clean_documents, fold_of, labelled_pages
from reinschrift.columns import numbers
from reinschrift.model.two_pass import TwoPass
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import judge_lines
from reinschrift.stages.lines.model import model_of
from reinschrift.stages.lines.split import split_lines

SETTINGS = LinesSettings()


class Judged(NamedTuple):
    """Physical lines of some pages, one value each: label, length in characters, whether it was kept."""

    labels: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    kept: npt.NDArray[np.bool_]


def judge(pages: list[Page], model: TwoPass | None = None) -> Judged:
    """Return a model's verdicts, else the shipped one's, on every line of the pages, through `split_lines`."""
    lines = split_lines(pa.array(["\n".join(page.lines) for page in pages], pa.string()))
    judged = judge_lines(lines, pa.nulls(len(pages), pa.string()), SETTINGS, model)
    starts = np.concatenate([[0], np.cumsum([len(page.lines) for page in pages])])
    kept = np.ones(int(starts[-1]), bool)
    first = starts[numbers(lines["document"])] + numbers(lines["line"]) - 1
    for row, n, removed in zip(first, numbers(lines["n_lines"]), judged["reason"].is_valid().to_pylist(), strict=True):
        kept[row : row + n] = not removed
    labels = np.array([label for page in pages for label in page.labels])
    return Judged(labels, np.array([len(line) for page in pages for line in page.lines]), kept)


def fold_model(fold: int) -> TwoPass:
    """Return the model that has not seen the sites of one fold."""
    return model_of((LINE_FOLDS / f"fold-{fold}.json").read_text("utf-8"))


def judge_held_out(pages: Iterable[Page]) -> Judged:
    """Return the verdicts on all pages, each by the model that has not seen its site."""
    by_fold: list[list[Page]] = [[] for _ in range(N_FOLDS)]
    for page in pages:
        by_fold[fold_of(page.site)].append(page)
    parts = [judge(some, fold_model(fold)) for fold, some in enumerate(by_fold) if some]
    return Judged(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def f1(judged: Judged, kept: npt.NDArray[np.bool_], weights: npt.NDArray[np.int64]) -> float:
    """Return the F1 of content, each line counted by its weight."""
    known, content = judged.labels != EITHER, judged.labels == CONTENT
    right = float(weights[known & content & kept].sum())
    return 2 * right / max(1.0, float(weights[content].sum() + weights[known & kept].sum()))


def line_and_character_f1(judged: Judged) -> tuple[float, float]:
    """Return the F1 over lines and over characters."""
    return f1(judged, judged.kept, np.ones_like(judged.lengths)), f1(judged, judged.kept, judged.lengths)


def removed_share(judged: Judged) -> float:
    """Return the share of the characters of content that was removed."""
    content = judged.labels == CONTENT
    return float(judged.lengths[content & ~judged.kept].sum()) / max(1, int(judged.lengths[content].sum()))


def page_sets() -> dict[str, list[Page]]:
    """Return the labelled pages by kind; `articles` are `de` but the thread of a forum, `German` all German pages."""
    pages = labelled_pages()
    kinds = {kind: [page for page in pages if page.kind == kind] for kind in ("de", "segments", "other")}
    articles = [page for page in kinds["de"] if "-forum-" not in page.name]
    return {**kinds, "articles": articles, "German": kinds["de"] + kinds["segments"]}


def clean_sets() -> dict[str, list[Page]]:
    """Return clean text by kind."""
    clean = clean_documents()
    articles = [page for page in clean if page.name.startswith("gold-")]
    german = [page for page in articles if page.language == "de"]
    return {
        "German articles": german,
        "other articles": [page for page in articles if page.language != "de"],
        "single texts": [page for page in clean if page.site.startswith("text-")],
        "manuals": [page for page in clean if page.site.startswith("deb-")],
        **clean_forms(german),
    }


def print_quality() -> None:
    print(f"{'held-out pages':<24}{'lines':>8}{'chars':>8}   keep all: lines, chars")
    for kind, pages in page_sets().items():
        judged = judge_held_out(pages)
        everything = np.ones(len(judged.kept), bool)
        lines, characters = line_and_character_f1(judged)
        keep_lines = f1(judged, everything, np.ones_like(judged.lengths))
        print(
            f"{kind:<24}{lines:>8.3f}{characters:>8.3f}   {keep_lines:.3f} {f1(judged, everything, judged.lengths):.3f}"
        )
    print(f"\n{'clean text':<24}{'removed':>8}")
    for name, documents in clean_sets().items():
        print(f"{name:<24}{removed_share(judge_held_out(documents)):>8.2%}")


if __name__ == "__main__":
    print_quality()
