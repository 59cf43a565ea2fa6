"""Train the model of page types: `python -m evaluation.training.page_types`; needs lightgbm 4, the library does not.

A model a type says whether a page is of it, against all others; one more says whether the text is right: whether the F1
over its words is `GOOD_F1` or more. Each page's blocks are judged by the model of content that has not seen its site,
so that the text is as doubtful here as it is on pages that no model has seen. The models without one fold
(`tests/gates/page_types/fold-N.json`) serve the gate and `evaluation/measure/page_types.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import lightgbm
import numpy as np

from evaluation.data import ROOT, TYPE_FOLDS
from evaluation.measure.page_types import Judged, judged_pages, scores_of
from evaluation.training.card import Described, Files, write_card
from evaluation.training.two_passes import N_FOLDS, write_trees
from reinschrift.pages.page_types import GOOD_F1, RIGHT, TYPES
from reinschrift.pages.page_types.features import FEATURES

WEIGHTS = ROOT / "src/reinschrift/pages/page_types/weights.json"
ROUNDS = 80
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.12, "min_data_in_leaf": 12, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "seed": 1, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


class Recipe(NamedTuple):
    """What the card says of how the model was made."""

    parameters: dict[str, Any]
    rounds: tuple[int]
    features: tuple[str, ...]


DESCRIBED = Described(
    name="page_types",
    answers="Of which type is this page, and is its text likely to be right?",
    command="python -m evaluation.training.page_types",
    data={
        "pages/wcxb.jsonl.zst": "pages of seven types with their texts, the development set of WCXB (CC BY 4.0)",
        "pages/fundus.jsonl.zst": "newspaper pages and their texts, from the tests of Fundus (MIT; the pages belong to "
        "their publishers)",
        "pages/aeb.jsonl.zst": "English articles with their texts, from article-extraction-benchmark (MIT; likewise)",
    },
    limits=(
        "Collections, listings and services are mistaken for each other: their borders are a matter of taste.",
        "German pages of other types than articles are not in the data.",
        "The address of a page is not asked.",
    ),
)


def fit(judged: list[Judged], among: np.ndarray) -> dict[str, lightgbm.Booster]:
    """Return a booster a type, and the one of the right text, made from the pages `among` (bool)."""
    values = np.concatenate([page.values for page in judged])
    typed = np.array([page.type is not None for page in judged])
    boosters = {}
    for name in TYPES:
        labels = np.array([page.type == name for page in judged], np.float64)
        boosters[name] = _train(values, labels, among & typed)
    known = np.array([page.f1 is not None for page in judged])
    labels = np.array([(page.f1 or 0) >= GOOD_F1 for page in judged], np.float64)
    return boosters | {RIGHT: _train(values, labels, among & known)}


def _train(values: np.ndarray, labels: np.ndarray, among: np.ndarray) -> lightgbm.Booster:
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(values[among], labels[among]), ROUNDS)


def main() -> None:
    judged = judged_pages()
    folds = np.array([page.fold for page in judged])
    TYPE_FOLDS.mkdir(parents=True, exist_ok=True)
    for fold in range(N_FOLDS):
        write_trees(fit(judged, folds != fold), FEATURES, TYPE_FOLDS / f"fold-{fold}.json")
    write_trees(fit(judged, np.ones(len(judged), bool)), FEATURES, WEIGHTS)
    recipe = Recipe(PARAMETERS, (ROUNDS,), FEATURES)
    write_card(Files(WEIGHTS, TYPE_FOLDS), DESCRIBED, recipe, len(judged), scores_of(judged))


if __name__ == "__main__":
    main()
