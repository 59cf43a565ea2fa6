"""Train the line model: `python benchmarks/train_lines.py [weights.json]`; needs lightgbm, which the library does not.

Cross-validation keeps all pages of one site in one fold (five folds, by a checksum of the site's name); the
shipped model is then made from all pages. The same data and seed give the same weights.
"""

from __future__ import annotations

import json
import random
import sys
import zlib
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
from lines_data import CONTENT, EITHER, Page, clean_documents, labelled_pages

from reinschrift.columns import utf8_of
from reinschrift.stages.lines.context import find_context
from reinschrift.stages.lines.features import FEATURES, compute_features
from reinschrift.stages.lines.lexicon import load_lexicon
from reinschrift.stages.lines.matching import match_words
from reinschrift.stages.lines.shape import measure_shapes

WEIGHTS = Path(__file__).resolve().parents[1] / "src/reinschrift/stages/lines/weights.json"
N_FOLDS = 5
ROUNDS = 200
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 12, "learning_rate": 0.06, "min_data_in_leaf": 30, "feature_fraction": 0.4,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "seed": 1, "deterministic": True,
    "force_row_wise": True, "num_threads": 2, "verbose": -1,
}  # fmt: skip
PAGE_WEIGHT = {"de": 3.0, "segments": 3.0, "other": 1.0, "thin": 0.5, "clean": 0.5, "slice": 0.5}
"""German pages count more: they are few and come first."""


def fold_of(site: str) -> int:
    return zlib.crc32(site.encode()) % N_FOLDS


def _thinned(page: Page, share: float, choice: random.Random) -> Page:
    """Return the page with only a share of its debris: an article with a few stray lines, as feeds and copies have it."""
    kept = [i for i, label in enumerate(page.labels) if label == CONTENT or choice.random() < share]
    return page._replace(kind="thin", lines=[page.lines[i] for i in kept], labels=[page.labels[i] for i in kept])


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
    choice = random.Random(1)  # noqa: S311  # not a secret
    pages, clean = labelled_pages(), clean_documents()
    whole = [page for page in pages if page.kind in {"de", "other"}]
    thin = [_thinned(page, share, choice) for page in whole for share in (0.3, 0.05, 0.02)]
    slices = [piece for page in clean if len(page.lines) > 3 for piece in _slices(page, choice)]
    return [*pages, *clean, *thin, *slices]


def features_of(pages: list[Page]) -> tuple[np.ndarray, np.ndarray]:
    """Return the features of all lines, and the bounds of each page."""
    bounds = np.concatenate([[0], np.cumsum([len(page.lines) for page in pages])]).astype(np.int64)
    offsets, data = utf8_of(pa.array([line for page in pages for line in page.lines], pa.string()))
    shapes = measure_shapes(offsets, data)
    matches = match_words(shapes, load_lexicon())
    return compute_features(bounds, shapes, matches, find_context(bounds, shapes, matches)), bounds


def labels_and_weights(pages: list[Page]) -> tuple[np.ndarray, np.ndarray]:
    labels = np.array([label for page in pages for label in page.labels])
    lengths = np.array([len(line) for page in pages for line in page.lines])
    by_page = np.array([PAGE_WEIGHT[page.kind] for page in pages for _ in page.lines])
    return labels, by_page * (0.5 + np.minimum(lengths, 300) / 100)


def fit(features: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> lightgbm.Booster:
    known = labels != EITHER
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(features[known], labels[known], weight=weights[known]), ROUNDS)


def as_trees(booster: lightgbm.Booster) -> list[list[list[float]]]:
    """Return the trees as lists of nodes, as `model.arrange_trees` reads them."""
    return [_flatten(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]


def _flatten(root: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = []
    waiting = [root]
    placed = 1
    for node in waiting:
        if "leaf_value" in node:
            nodes.append([round(node["leaf_value"], 5)])
            continue
        # Seven digits hold a float32 apart from its neighbours.
        nodes.append([node["split_feature"], float(f"{node['threshold']:.7g}"), placed])
        waiting += [node["left_child"], node["right_child"]]
        placed += 2
    return nodes


def write_weights(booster: lightgbm.Booster, path: Path) -> None:
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in as_trees(booster))
    names = json.dumps(FEATURES, indent=1)
    path.write_text(f'{{"features": {names},\n"trees": [\n{trees}\n]}}\n', "utf-8")


def main() -> None:
    pages = training_pages()
    features, _ = features_of(pages)
    booster = fit(features, *labels_and_weights(pages))
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else WEIGHTS
    write_weights(booster, path)
    print(f"{len(pages)} pages, {len(features)} lines → {path} ({path.stat().st_size / 1e3:.0f} kB)")


if __name__ == "__main__":
    main()
