"""A model's card: what it was made from and with, how good it is, and where it fails; it lies beside the weights."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from reinschrift.errors import StageError

WEIGHTS, CARD = "weights.json", "card.toml"


@cache
def read_weights(package: str) -> str:
    """Return the text of a model's weights, `package` being the one that holds them.

    Raises `StageError` where the card beside them is of other weights.
    """
    text = files(package).joinpath(WEIGHTS).read_text("utf-8")
    card = read_card(package)
    if hashlib.sha256(text.encode()).hexdigest() != card["weights_sha256"]:
        raise StageError(
            f"The card of the model {card['name']} describes other weights.",
            hint=f"Train the model and its card anew: {card['training']['command']}.",
            context={"package": package},
        )
    return text


@cache
def read_card(package: str) -> dict[str, Any]:
    """Return the card of a model: its name, data and their licences, tool, parameters, scores, limits.

    Raises `StageError` where it names data without their licence.
    """
    card = tomllib.loads(files(package).joinpath(CARD).read_text("utf-8"))
    if unnamed := [data["file"] for data in card["data"] if not data.get("licence")]:
        raise StageError(
            f"The card of the model {card['name']} names no licence of {unnamed[0]}.",
            hint='Write licence = "…" below its origin, or that none is stated.',
            context={"package": package},
        )
    return card


def shipped_cards() -> dict[str, dict[str, Any]]:
    """Return the cards of all models that the library ships, by name; any folder may hold one."""
    cards = [tomllib.loads(path.read_text("utf-8")) for path in sorted(Path(__file__).parents[1].rglob(CARD))]
    return {card["name"]: card for card in cards}
