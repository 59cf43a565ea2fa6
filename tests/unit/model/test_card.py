"""Each shipped model has a card that describes these weights and no others."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from evaluation.data import LINE_FOLDS, PAGE_FOLDS, TITLE_FOLDS, TYPE_FOLDS
from reinschrift.errors import StageError
from reinschrift.model import card
from reinschrift.model.card import read_card, read_weights, shipped_cards

MODELS = {
    "reinschrift.stages.lines": LINE_FOLDS,
    "reinschrift.pages.blocks": PAGE_FOLDS,
    "reinschrift.pages.page_types": TYPE_FOLDS,
    "reinschrift.stages.metadata.titles": TITLE_FOLDS,
}


@pytest.mark.parametrize("package", MODELS)
def test_a_card_says_where_a_model_comes_from(package: str) -> None:
    """Data with their hashes and origin, tool, parameters, scores and limits: all are there."""
    found = read_card(package)
    assert found["training"]["tool"].startswith("lightgbm ")
    assert found["training"]["parameters"]["seed"] == 1
    assert found["training"]["command"].startswith("python -m evaluation.training.")
    assert found["data"]
    assert all(len(one["sha256"]) == 64 and one["origin"] and one["licence"] for one in found["data"])
    assert found["limits"]
    assert found["scores"]


@pytest.mark.parametrize(("package", "folds"), MODELS.items())
def test_the_scores_are_of_the_models_of_today(package: str, folds: Path) -> None:
    """The five models that the gates judge unseen sites with were made in the same training as the shipped one."""
    assert read_weights(package)
    made = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folds.glob("fold-*.json"))]
    assert made == read_card(package)["training"]["folds_sha256"]


def test_weights_without_their_card_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever changes weights by hand or by half a training learns it at once."""
    there = Path(card.__file__).parents[1] / "stages" / "lines"
    for name in (card.WEIGHTS, card.CARD):
        shutil.copy(there / name, tmp_path / name)
    (tmp_path / "__init__.py").touch()
    package = tmp_path.name.replace("-", "_")
    tmp_path.rename(tmp_path.with_name(package))
    monkeypatch.syspath_prepend(str(tmp_path.parent))
    assert read_weights(package)
    weights = tmp_path.with_name(package) / card.WEIGHTS
    weights.write_text(weights.read_text("utf-8").replace("0.1", "0.2", 1), "utf-8")
    read_weights.cache_clear()
    with pytest.raises(StageError, match="describes other weights"):
        read_weights(package)


def test_all_cards_are_found() -> None:
    """The manifest of a snapshot names every model by its card."""
    assert shipped_cards() == {read_card(package)["name"]: read_card(package) for package in MODELS}
