"""Train the line model: `python -m evaluation.training.lines`; needs lightgbm 4, which the library does not.

For cross-validation all pages of one site are in one fold (five folds, by a checksum of the site's name), and five
models are made, each without one fold: `tests/gates/lines/fold-N.json`, for `evaluation/measure/lines.py`. The
shipped model is made from all pages. The same data, seed and lightgbm give the same weights. `two_passes.py` says
what the two passes of a model are.
"""

from __future__ import annotations

import random
import re
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from evaluation.data import LINE_FOLDS, ROOT
from evaluation.data.line_shapes import reshaped
from evaluation.data.lines import CONTENT, DEBRIS, EITHER, Page, clean_documents, fold_of, labelled_pages
from evaluation.measure import lines
from evaluation.training.card import Described, Files, write_card
from evaluation.training.two_passes import Recipe, Rows, train_all
from reinschrift.columns import utf8_of
from reinschrift.model.lexicon import load_lexicon
from reinschrift.stages.lines.context import find_context
from reinschrift.stages.lines.features import FEATURES, compute_features
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.model import words_of
from reinschrift.stages.lines.shape import Shapes, measure_shapes
from reinschrift.stages.lines.surroundings import SURROUNDINGS, fill_surroundings

WEIGHTS = ROOT / "src/reinschrift/stages/lines/weights.json"
ROUNDS = (120, 120)
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 16, "max_depth": 5, "learning_rate": 0.1, "min_data_in_leaf": 30,
    "feature_fraction": 0.4, "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "seed": 1,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
PAGE_WEIGHT = {
    "de": 3.0,
    "segments": 3.0,
    "other": 1.0,
    "thin": 0.5,
    "clean": 0.5,
    "crop": 0.5,
    "slice": 0.5,
    "shaped": 0.5,
}
"""German pages count more: they are few and come first."""

CROPS = 6
"""Short documents made from each page."""

_FEW = (0, 0, 1, 1, 2, 3, 5, 8, 15)
"""How many lines such a document has of each kind: debris above, the article's after the first, debris below."""

TITLE_REACH = 15
"""A title stands at most so many lines above the article's first line."""


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def with_titles(page: Page) -> Page:
    """Return the page with its title's lines free to stay or go, and the last before the article as content.

    The data takes titles for debris or leaves them open; here a title is found later, among the lines that stay.
    """
    title, labels = _folded(page.title), list(page.labels)
    first = labels.index(CONTENT) if CONTENT in labels else 0
    rows = [i for i, line in enumerate(page.lines) if title and _folded(line) == title]
    for row in rows:
        labels[row] = EITHER if labels[row] == DEBRIS else labels[row]
    before = [row for row in rows if 0 < first - row < TITLE_REACH]
    if before:
        labels[before[-1]] = CONTENT
    return page._replace(labels=labels)


def _thinned(page: Page, share: float, choice: random.Random) -> Page:
    """Return the page with only a share of its debris: an article with a few stray lines."""
    kept = [i for i, label in enumerate(page.labels) if label == CONTENT or choice.random() < share]
    return page._replace(kind="thin", lines=[page.lines[i] for i in kept], labels=[page.labels[i] for i in kept])


def _cropped(page: Page, choice: random.Random) -> Page | None:
    """Return a few of the article's lines with a few of those above and below: a short document with debris."""
    content = [i for i, label in enumerate(page.labels) if label == CONTENT]
    if not content:
        return None
    first = choice.choice(content)
    last = min(content[-1], first + choice.choice(_FEW))
    above, below = choice.randrange(content[0] + 1), choice.randrange(content[-1] + 1, len(page.lines) + 1)
    kept = [
        *range(above, min(content[0], above + choice.choice(_FEW))),
        *range(first, last + 1),
        *range(below, min(len(page.lines), below + choice.choice(_FEW))),
    ]
    return page._replace(kind="crop", lines=[page.lines[i] for i in kept], labels=[page.labels[i] for i in kept])


def _slices(page: Page, choice: random.Random) -> list[Page]:
    """Return runs of 1, 2, 3 and 6 lines of a clean document: short documents must survive."""
    slices = []
    for n in (1, 2, 3, 6):
        start = choice.randrange(max(1, len(page.lines) - n + 1))
        labels = page.labels[start : start + n]
        if len(labels) == n and EITHER not in labels:
            slices.append(page._replace(kind="slice", lines=page.lines[start : start + n], labels=labels))
    return slices


def training_pages() -> list[Page]:
    """Return everything the model is made from."""
    choice = random.Random(1)  # not a secret
    pages = [with_titles(page) for page in labelled_pages()]
    clean = clean_documents()
    whole = [page for page in pages if page.kind in {"de", "other"}]
    thin = [_thinned(page, share, choice) for page in whole for share in (0.3, 0.1, 0.03)]
    cropped = [piece for page in whole for _ in range(CROPS) if (piece := _cropped(page, choice))]
    slices = [piece for page in clean if len(page.lines) > 3 for piece in _slices(page, choice)]
    shaped = [piece for page in clean if len(page.lines) > 3 for piece in reshaped(page, choice)]
    return [*pages, *clean, *thin, *cropped, *slices, *shaped]


class Measured(NamedTuple):
    """The lines of some pages as the model sees them; those of page i are `bounds[i]` to `bounds[i + 1]`."""

    bounds: np.ndarray
    shapes: Shapes
    features: np.ndarray


def measure(pages: list[Page]) -> Measured:
    bounds = np.concatenate([[0], np.cumsum([len(page.lines) for page in pages])]).astype(np.int64)
    offsets, data = utf8_of(pa.array([line for page in pages for line in page.lines], pa.string()))
    shapes = measure_shapes(offsets, data)
    matches = match_words(shapes, load_lexicon())
    features = compute_features(bounds, shapes, matches, find_context(bounds, shapes, matches))
    return Measured(bounds, shapes, features)


def rows_of(pages: list[Page], measured: Measured) -> Rows:
    """Return what the model is made from: long lines count more, those that may stay or go not at all."""
    labels = np.array([label for page in pages for label in page.labels])
    lengths = np.array([len(line) for page in pages for line in page.lines])
    by_page = np.array([PAGE_WEIGHT[page.kind] for page in pages for _ in page.lines])
    weights = by_page * (1 + np.minimum(lengths, 200) / 200) * (labels != EITHER)
    folds = np.repeat([fold_of(page.site) for page in pages], np.diff(measured.bounds))
    return Rows(measured.features, labels, weights, folds)


DESCRIBED = Described(
    name="lines",
    answers="Is this line of a document content, or debris of the page that it was taken from?",
    command="python -m evaluation.training.lines",
    data={
        "lines/*.jsonl.zst": "pages of newspapers, blogs and forums as lines, each labelled",
        "pages/metadata.jsonl": "titles of those pages",
        "pages/fundus.jsonl.zst": "edited texts of European newspapers, from the tests of Fundus",
        "pages/aeb.jsonl.zst": "edited texts of English articles, from article-extraction-benchmark",
        "language/documents.parquet": "clean documents in many languages",
    },
    limits=(
        "Learned from pages of news, blogs and forums, four in ten German.",
        "Short list items, code, tables and headings without a sentence below look to it like navigation.",
        "Teasers and comments below an article are found less often in other languages than German and English.",
    ),
)


def scores() -> dict[str, dict[str, float]]:
    """Return F1 of content on unseen sites by kind of page, and the share of clean text removed."""
    found = {
        kind: dict(zip(("lines", "characters"), lines.line_and_character_f1(lines.judge_held_out(pages)), strict=True))
        for kind, pages in lines.page_sets().items()
    }
    removed = {kind: lines.removed_share(lines.judge_held_out(pages)) for kind, pages in lines.clean_sets().items()}
    return found | {"clean text removed": {kind.replace(" ", "_"): share for kind, share in removed.items()}}


def main() -> None:
    pages = training_pages()
    measured = measure(pages)
    words = words_of(measured.shapes)

    def surround(scores: np.ndarray) -> np.ndarray:
        more = np.zeros((len(scores), len(SURROUNDINGS)), np.float32)
        fill_surroundings(measured.bounds, words, scores, more)
        return more

    recipe = Recipe(PARAMETERS, ROUNDS, FEATURES + SURROUNDINGS, surround)
    rows = rows_of(pages, measured)
    train_all(rows, recipe, WEIGHTS, LINE_FOLDS)
    write_card(Files(WEIGHTS, LINE_FOLDS), DESCRIBED, recipe, len(rows.labels), scores())


if __name__ == "__main__":
    main()
