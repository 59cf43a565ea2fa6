"""Train the model of titles: `python -m evaluation.training.titles`; needs lightgbm 4, the library does not.

Its rows are the short rows at the head of pages that were dumped to text, the lines judged by the model that has not
seen the site. Each page counts twice, with its address and without one, half each. The models without one fold
(`tests/gates/titles/fold-N.json`) serve the gate and `evaluation/measure/metadata.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import lightgbm
import numpy as np

from evaluation.data import ROOT, TITLE_FOLDS
from evaluation.data.dumps import Dump, dumps
from evaluation.measure.metadata import judged, known_titles, same_title, title_scores
from evaluation.training.card import Described, Files, Recipe, write_card
from evaluation.training.two_passes import N_FOLDS, write_trees
from reinschrift.stages.metadata.titles.features import FEATURES, compute_features

WEIGHTS = ROOT / "src/reinschrift/stages/metadata/titles/weights.json"
ROUNDS = 200
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 8, "learning_rate": 0.08, "min_data_in_leaf": 20, "feature_fraction": 0.3,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "seed": 1, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


class Rows(NamedTuple):
    """The rows of the pages of one fold: features, whether each is the title."""

    features: np.ndarray
    labels: np.ndarray


DESCRIBED = Described(
    name="titles",
    answers="Is this row of a web page its title?",
    command="python -m evaluation.training.titles",
    data={
        "pages/metadata.jsonl": "titles of those pages, from their markup and looked through",
        "lines/*.jsonl.zst": "pages dumped line by line",
        "pages/trafilatura.jsonl.zst": "mostly German pages, from the tests of trafilatura",
        "pages/wcxb.jsonl.zst": "articles with their titles, the development set of WCXB",
    },
    limits=(
        "Only rows near the beginning of the body are asked (`stages.metadata.rows_above`).",
        "Without the page's address one title in fifteen less is found.",
        "What is no page is not asked: there rules decide.",
    ),
)


def rows_of(pages: list[Dump], fold: int) -> Rows:
    """Return the rows of pages that can be titles, each page with its address and without."""
    parts = []
    for some in (pages, [page._replace(url=None) for page in pages]):
        known = known_titles(judged(some, fold))
        rows, features = compute_features(known)
        texts = known.candidates.texts
        documents = known.candidates.documents[rows].tolist()
        labels = [
            same_title(pages[document].title, texts[row].as_py())
            for document, row in zip(documents, rows.tolist(), strict=True)
        ]
        parts.append(Rows(features, np.array(labels, bool)))
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def train(folds: list[Rows]) -> lightgbm.Booster:
    """Return the trees made from the rows of some folds."""
    features, labels = (np.concatenate(column) for column in zip(*folds, strict=True))
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(features, labels, weight=np.full(len(labels), 0.5)), ROUNDS)


def main() -> None:
    pages = [page for page in dumps() if page.title]
    folds = [rows_of([page for page in pages if page.fold == fold], fold) for fold in range(N_FOLDS)]
    TITLE_FOLDS.mkdir(parents=True, exist_ok=True)
    for fold in range(N_FOLDS):
        others = [rows for other, rows in enumerate(folds) if other != fold]
        write_trees({"title": train(others)}, FEATURES, TITLE_FOLDS / f"fold-{fold}.json")
    write_trees({"title": train(folds)}, FEATURES, WEIGHTS)
    n_rows = sum(len(rows.labels) for rows in folds)
    write_card(Files(WEIGHTS, TITLE_FOLDS), DESCRIBED, Recipe(PARAMETERS, (ROUNDS,), FEATURES), n_rows, title_scores())


if __name__ == "__main__":
    main()
