"""The recipe of a mixture, a TOML file or a mapping: its parts, how much of each, and how it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from reinschrift.errors import ConfigError

UNITS: Mapping[str, str] = {"characters": "n_chars", "words": "n_words", "documents": "", "tokens": ""}
"""What budgets are counted in, and the column of documents that has it."""
OWN_COLUMNS = ("part", "round", "held_out")
"""Columns that a mixture adds: the part a document is from, which repetition of it this is, from 0; see `clearance`."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Section):
    """A part of a mixture: documents that meet `where` and are in no part before it."""

    name: str = Field(min_length=1)
    where: dict[str, Any] = {}
    budget: int | None = Field(default=None, ge=0)
    """In the recipe's unit; none: all there is, once."""
    most_rounds: int = Field(default=1, ge=1)
    """How often one document may be taken at most, where there is less than the budget."""


class Recipe(_Section):
    """A whole mixture."""

    seed: str = ""
    unit: Literal["tokens", "documents", "characters", "words"] = "characters"
    tokenizer: str | None = None
    where: dict[str, Any] = {"split": "train"}
    """What documents of every part must meet."""
    columns: tuple[str, ...] = ("id", "text", "source", "language", "license", "url")
    form: Literal["jsonl", "parquet", "huggingface"] = "jsonl"
    shard_mb: float = Field(default=256, gt=0)
    """About how many MB (10^6) of text a file holds, before it is compressed."""
    held_out: tuple[str, ...] = ()
    """Files of sets that must not be trained on, from the recipe's folder on."""
    held_out_as: Literal["remove", "mark"] = "remove"
    parts: tuple[Part, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _check(self) -> Recipe:
        names = [part.name for part in self.parts]
        if len({*names}) < len(names):
            raise ValueError("two parts have one name")
        if (self.unit == "tokens") != (self.tokenizer is not None):
            raise ValueError('unit = "tokens" and tokenizer go together')
        if {*OWN_COLUMNS} & {*self.columns} or not self.columns:
            raise ValueError(f"columns must name some, and none of {', '.join(OWN_COLUMNS)}")
        return self


def read_recipe(recipe: Path | Mapping[str, Any]) -> Recipe:
    """Return a recipe that is checked; `ConfigError` says what is wrong in it, and where."""
    context: dict[str, Any] = {"file": recipe} if isinstance(recipe, Path) else {}
    try:
        values = tomllib.loads(recipe.read_text(encoding="utf-8")) if isinstance(recipe, Path) else recipe
        return Recipe.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "the recipe"
        raise ConfigError(
            f"The recipe of the mixture is wrong at {place}: {first['msg'][:1].lower()}{first['msg'][1:]}.",
            hint="docs/train.md shows one, and what each key takes.",
            context=context,
        ) from error
    except (OSError, ValueError) as error:  # ValueError: no TOML, no UTF-8
        raise ConfigError(
            f"The recipe of the mixture cannot be read: {error}.",
            hint="It must be a TOML file in UTF-8; docs/train.md shows one.",
            context=context,
        ) from error
