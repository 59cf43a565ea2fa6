"""Writes the card of a model when it has been trained: its data and their hashes, its tool, its scores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, NamedTuple

import lightgbm

from evaluation.data import FOLDER

LICENCES = {
    "lines/*": "none stated; the pages belong to their publishers",
    "pages/metadata.jsonl": "none stated; titles, names and dates of pages that belong to their publishers",
    "pages/trafilatura.*": "Apache-2.0 for what is labelled; the pages belong to their publishers",
    "pages/fundus.*": "MIT for what is labelled; the pages belong to their publishers",
    "pages/aeb.*": "MIT for what is labelled; the pages belong to their publishers",
    "pages/wcxb*": "CC-BY-4.0 for the set; the pages belong to their publishers",
    "language/documents.parquet": "none stated",
}
"""The licence of each file of the labelled data."""


class Files(NamedTuple):
    """What training writes."""

    weights: Path
    """The shipped model."""
    folds: Path
    """The folder of the models that have not seen the sites of one fold: the scores are theirs."""


class Described(NamedTuple):
    """What a training script knows of its model before it has trained it."""

    name: str
    answers: str
    """What the model is asked."""
    command: str
    data: Mapping[str, str]
    """Files of the labelled data that it was made from, by pattern, each with its origin."""
    limits: tuple[str, ...]
    """Where it is known to fail."""


class Recipe(NamedTuple):
    """What the card says of how a model in one pass was made; `two_passes` has that of one in two."""

    parameters: dict[str, Any]
    rounds: tuple[int]
    features: tuple[str, ...]


def write_card(files: Files, described: Described, recipe: Any, n_rows: int, scores: Mapping[str, Any]) -> None:
    """Write `card.toml` beside the shipped weights.

    `scores` is measured on sites that the model has not seen: name of a set → name of a measure → value.
    """
    lines = [
        f"# Written by {described.command}.",
        f"name = {_text(described.name)}",
        f"answers = {_text(described.answers)}",
        f'weights_sha256 = "{_sha256(files.weights)}"',
        f"limits = [\n{''.join(f'    {_text(limit)},{chr(10)}' for limit in described.limits)}]",
        "",
        "[training]",
        f"command = {_text(described.command)}",
        f'tool = "lightgbm {lightgbm.__version__}"',
        f"rounds = {json.dumps(list(recipe.rounds))}",
        f"rows = {n_rows}",
        f"features = {len(recipe.features)}",
        f"folds_sha256 = {json.dumps([_sha256(path) for path in sorted(files.folds.glob('fold-*.json'))])}",
        "",
        "[training.parameters]",
        *(f"{name} = {json.dumps(value)}" for name, value in recipe.parameters.items()),
        "",
    ]
    for pattern, origin in described.data.items():
        for file in sorted(FOLDER.glob(pattern)):
            lines += ["[[data]]", f'file = "{file.relative_to(FOLDER).as_posix()}"', f'sha256 = "{_sha256(file)}"']
            lines += [f"origin = {_text(origin)}", f"licence = {_text(licence_of(file))}", ""]
    for name, values in scores.items():
        lines += [f"[scores.{_text(name)}]", *(f"{measure} = {value:.3f}" for measure, value in values.items()), ""]
    files.weights.with_name("card.toml").write_text("\n".join(lines), "utf-8")


def licence_of(file: Path) -> str:
    """Return the licence of a file of the labelled data."""
    name = file.relative_to(FOLDER).as_posix()
    return next(licence for pattern, licence in LICENCES.items() if fnmatch(name, pattern))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
