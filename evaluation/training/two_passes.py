"""How a model of two passes is trained, for lines and for blocks of pages alike; needs lightgbm 4.

The first pass sees each row by itself, the second also what the first made of its surroundings. For the second, the
first pass over a row comes from a model made without the row's fold, as later on pages that no model has seen. Five
models, each without one fold, serve the gates; the shipped one is made from all rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm
import numpy as np

N_FOLDS = 5


class Rows(NamedTuple):
    """What a model is made from, one value a row: features, label, weight (0: the label is not known), fold."""

    features: np.ndarray
    labels: np.ndarray
    weights: np.ndarray
    folds: np.ndarray


class Recipe(NamedTuple):
    """How it is made: lightgbm's parameters; rounds of the first and of the second pass; the features' names.

    `surround` gives the second pass's features of all rows from the first pass's scores.
    """

    parameters: dict[str, Any]
    rounds: tuple[int, int]
    features: tuple[str, ...]
    surround: Callable[[np.ndarray], np.ndarray]


Boosters = tuple[lightgbm.Booster, lightgbm.Booster]
Firsts = dict[bytes, lightgbm.Booster]
"""First passes that have been made, by the rows they were made from: without two folds both want the same one."""


def train(rows: Rows, recipe: Recipe, among: np.ndarray, made: Firsts) -> Boosters:
    """Return the trees of both passes, made from the rows `among` (bool) alone."""
    second_rounds = recipe.rounds[1]
    scores = np.zeros(len(among), np.float32)
    for fold in np.unique(rows.folds[among]):
        there = among & (rows.folds == fold)
        scores[there] = _first(rows, recipe, among & ~there, made).predict(rows.features[there])
    first = _first(rows, recipe, among, made)
    both = rows._replace(features=np.concatenate([rows.features, recipe.surround(scores)], axis=1))
    return first, _fit(both, among, recipe.parameters, second_rounds)


def _first(rows: Rows, recipe: Recipe, among: np.ndarray, made: Firsts) -> lightgbm.Booster:
    key = np.packbits(among).tobytes()
    if key not in made:
        made[key] = _fit(rows, among, recipe.parameters, recipe.rounds[0])
    return made[key]


def _fit(rows: Rows, among: np.ndarray, parameters: dict[str, Any], rounds: int) -> lightgbm.Booster:
    known = among & (rows.weights > 0)
    data = lightgbm.Dataset(rows.features[known], rows.labels[known], weight=rows.weights[known])
    return lightgbm.train(parameters, data, rounds)


def train_all(rows: Rows, recipe: Recipe, weights: Path, folds: Path) -> None:
    """Write the shipped model to `weights`, and those without one fold to `fold-N.json` in the folder `folds`."""
    folds.mkdir(parents=True, exist_ok=True)
    made: Firsts = {}
    for fold in range(N_FOLDS):
        _write(train(rows, recipe, rows.folds != fold, made), recipe, folds / f"fold-{fold}.json")
    _write(train(rows, recipe, np.ones(len(rows.labels), bool), made), recipe, weights)
    print(f"{len(rows.labels)} rows → {weights} ({weights.stat().st_size / 1e3:.0f} kB)")


def _write(boosters: Boosters, recipe: Recipe, path: Path) -> None:
    write_trees(dict(zip(("first", "second"), boosters, strict=True)), recipe.features, path)


def write_trees(boosters: Mapping[str, lightgbm.Booster], features: tuple[str, ...], path: Path) -> None:
    """Write boosters by name as a file of weights, as `reinschrift.model.trees` reads it."""
    parts = {"features": json.dumps(features)}
    for name, booster in boosters.items():
        trees = [_flatten(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
        parts[name] = "[\n" + ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees) + "\n]"
    path.write_text("{" + ",\n".join(f'"{name}": {part}' for name, part in parts.items()) + "}\n", "utf-8")


def _flatten(root: dict[str, Any]) -> list[list[float]]:
    """Return a tree as a list of nodes, as `reinschrift.model.trees.arrange_trees` reads it."""
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
