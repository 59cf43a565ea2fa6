"""The settings of one source: the project's, with a treatment by name and the source's own values put over them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from reinschrift.errors import SettingsError
from reinschrift.settings.tree import Settings, refuse_unknown, validated

Treatment = Literal["pages", "light", "as_is"]

_NO_MODEL = {"min_content": 0.0, "min_markup_content": 0.0, "min_foreign_content": 0.0}
_NO_REPEATS = {"repeat_words": 1_000_000, "longest_paragraph": 0}

TREATMENTS: Mapping[Treatment, Mapping[str, Any]] = {
    "pages": {"stages": {"lines": {"min_text_content": 0.5}}},
    "light": {
        "stages": {"lines": _NO_MODEL, "paragraphs": _NO_REPEATS},
        "dedup": {"paragraphs": False},
    },
    "as_is": {
        "stages": {
            "lines": {**_NO_MODEL, "rules": False, "max_phrase_share": 1.0},
            "metadata": {"rows_above": 0, "rows_below": 0},
            "paragraphs": _NO_REPEATS,
            "reclean": {"rounds": 0},
            "verdicts": {"policy": "none"},
        },
        "dedup": {"paragraphs": False},
    },
}
"""What each treatment sets.

`pages`: text that was taken from web pages: every document is judged as one, signs of a page or not. `light`: nothing
is removed because a model takes it for debris, or because it is repeated; sure phrases of web pages still are, and the
verdicts on documents hold. `as_is`: characters and markup are repaired, and nothing is removed but what is empty,
unreadable, reserved, or a duplicate of another document.
"""

ALLOWED: Mapping[str, tuple[str, ...]] = {"stages": (), "dedup": ("paragraphs",)}
"""The groups that a source may set, and which of their settings; none: all."""


def settings_of_source(settings: Settings, treatment: Treatment | None, own: Mapping[str, Any]) -> Settings:
    """Return what holds for a source: the project's settings, its treatment's over them, its own over both.

    Raises `SettingsError` for a setting that is unknown, is not a source's own matter, or cannot have its value.
    """
    if treatment is None and not own:
        return settings
    _refuse_foreign(nested(own))
    refuse_unknown(nested(own), Settings, (), None)
    return validated(values_of_source(settings.model_dump(), treatment, own), "the source's settings", {})


def values_of_source(
    project: Mapping[str, Any], treatment: Treatment | None, own: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return what holds for a source as plain values, unchecked: those of a manifest may be of an earlier version."""
    return _merged(_merged(project, TREATMENTS.get(treatment, {}) if treatment else {}), nested(own))


def nested(own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source's settings as tables within tables: `stages.lines.rules` is `[stages.lines] rules`."""
    values: dict[str, Any] = {}
    for name, value in own.items():
        *groups, last = name.split(".")
        place = values
        for group in groups:
            place = place.setdefault(group, {})
        if isinstance(value, Mapping):
            place[last] = _merged(place.get(last, {}), nested(value))
        else:
            place[last] = value
    return values


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for name, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
        merged[name] = _merged(merged[name], value) if both else value
    return merged


def _refuse_foreign(own: Mapping[str, Any]) -> None:
    for group, values in own.items():
        names = [group] if group not in ALLOWED else [
            f"{group}.{name}" for name in values if ALLOWED[group] and name not in ALLOWED[group]
        ]  # fmt: skip
        if names:
            raise SettingsError(
                f"The setting {names[0]} holds for a whole dataset, not for one source.",
                hint="A source may set [stages.*] and dedup.paragraphs; put the rest into reinschrift.toml.",
            )
