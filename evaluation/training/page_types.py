"""Train the model of page types: `python -m evaluation.training.page_types`; needs lightgbm 4, the library does not.

A model a type says whether a page is of it, against all others; one more says whether the text is right: whether the F1
over its words is `GOOD_F1` or more. Each page's blocks are judged by the model of content that has not seen its site,
so that the text is as doubtful here as it is on pages that no model has seen. The models without one fold
(`tests/gates/page_types/fold-N.json`) serve the gate and `evaluation/measure/page_types.py`.
"""

from __future__ import annotations

import random
import zlib
from html import escape
from typing import Any

import lightgbm
import numpy as np

from evaluation.data import ROOT, TYPE_FOLDS
from evaluation.data.page_shapes import bare, framed, paragraphs_of
from evaluation.data.pages import labelled_pages
from evaluation.measure.page_types import Judged, judged_pages, scores_of
from evaluation.measure.pages import fold_models
from evaluation.training.card import Described, Files, Recipe, write_card
from evaluation.training.two_passes import N_FOLDS, write_trees
from reinschrift.pages.blocks import extract
from reinschrift.pages.page_types import GOOD_F1, RIGHT, TYPES
from reinschrift.pages.page_types.features import FEATURES, features_of

WEIGHTS = ROOT / "src/reinschrift/pages/page_types/weights.json"
ROUNDS = 80
MADE = 0.1
"""Weight of a made page: enough that a small article is known for one, not so much that a small thread is."""
PARAMETERS: dict[str, Any] = {
    "objective": "binary", "num_leaves": 6, "learning_rate": 0.12, "min_data_in_leaf": 12, "feature_fraction": 0.3,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "seed": 1, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip


DESCRIBED = Described(
    name="page_types",
    answers="Of which type is this page, and is its text likely to be right?",
    command="python -m evaluation.training.page_types",
    data={
        "pages/wcxb.jsonl.zst": "pages of seven types with their texts, the development set of WCXB",
        "pages/fundus.jsonl.zst": "newspaper pages and their texts, from the tests of Fundus",
        "pages/aeb.jsonl.zst": "English articles with their texts, from article-extraction-benchmark",
    },
    limits=(
        "Collections, listings and services are mistaken for each other: their borders are a matter of taste.",
        "Small pages are known from made articles and threads alone.",
        "German pages of other types than articles are not in the data.",
        "The address of a page is not asked.",
    ),
)


def made_pages() -> list[Judged]:
    """Return small articles, without a frame and in a plain one, and threads: those of the data are large and full."""
    pages, models = [page for page in labelled_pages() if page.gold], fold_models()
    texts = [(page, paragraphs) for page in pages if (paragraphs := paragraphs_of(page.gold or ""))[1:]]
    others = [paragraphs for _, paragraphs in texts]
    made = []
    for page, (title, *paragraphs) in texts:
        choice = random.Random(zlib.crc32(page.name.encode()))  # not a secret
        shapes = [
            ("article", each.html)
            for each in (bare(paragraphs, title, choice), framed(paragraphs, title, others, choice))
        ]
        for name, html in [*shapes, ("forum", thread(paragraphs, title, choice))]:
            data = html.encode()
            extracted, parsed = extract(data, models[page.fold])
            values = features_of(parsed, np.array(extracted.scores, np.float32), data)
            made.append(Judged(page.fold, name, None, values))
    return made


def thread(paragraphs: list[str], title: str, choice: random.Random) -> str:
    """Return a small page on which several people take turns, each with a name and buttons."""
    names = choice.sample(("anna_k", "river_rat", "Tom", "moss", "lupine", "fred", "Hafenkind", "kj77", "Mod"), 4)
    buttons = choice.choice(("Like Reply", "Quote Report", "Antworten Zitieren", "Share Save", "Reply", ""))
    tag, name = (
        choice.choice(("div", "article", "li", "section")),
        choice.choice(("post", "message", "reply", "comment")),
    )
    posts = "".join(
        f"<{tag} class={name}><div class={name}-user>{choice.choice(names)}</div><div class={name}-body>"
        f"<p>{escape(text)}</p></div><div class={name}-controls>{buttons}</div></{tag}>"
        for text in paragraphs[: choice.randint(3, 12)]
    )
    head = f"<html><head><title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>"
    return f"{head}<div class={choice.choice(('posts', 'thread', 'topic', 'list'))}>{posts}</div></body></html>"


def fit(judged: list[Judged], among: np.ndarray, n_made: int) -> dict[str, lightgbm.Booster]:
    """Return a booster a type, and the one of the right text, made from the pages `among` (bool); the last are made."""
    weights = np.where(np.arange(len(judged)) < len(judged) - n_made, 1.0, MADE)
    values = np.concatenate([page.values for page in judged])
    typed = np.array([page.type is not None for page in judged])
    boosters = {}
    for name in TYPES:
        labels = np.array([page.type == name for page in judged], np.float64)
        boosters[name] = _train(values, labels, weights * (among & typed))
    known = np.array([page.f1 is not None for page in judged])
    labels = np.array([(page.f1 or 0) >= GOOD_F1 for page in judged], np.float64)
    return boosters | {RIGHT: _train(values, labels, weights * (among & known))}


def _train(values: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> lightgbm.Booster:
    asked = weights > 0
    return lightgbm.train(PARAMETERS, lightgbm.Dataset(values[asked], labels[asked], weight=weights[asked]), ROUNDS)


def main() -> None:
    known = judged_pages()
    made = made_pages()
    judged = [*known, *made]
    folds = np.array([page.fold for page in judged])
    TYPE_FOLDS.mkdir(parents=True, exist_ok=True)
    for fold in range(N_FOLDS):
        write_trees(fit(judged, folds != fold, len(made)), FEATURES, TYPE_FOLDS / f"fold-{fold}.json")
    write_trees(fit(judged, np.ones(len(judged), bool), len(made)), FEATURES, WEIGHTS)
    recipe = Recipe(PARAMETERS, (ROUNDS,), FEATURES)
    write_card(Files(WEIGHTS, TYPE_FOLDS), DESCRIBED, recipe, len(judged), scores_of(known))


if __name__ == "__main__":
    main()
