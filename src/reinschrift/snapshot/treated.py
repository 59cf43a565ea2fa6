"""What was done to the texts of a snapshot, in sentences that hold under the settings it was made with.

A step can be off, for all sources or for some. Card, sheets and credits say what was done, and nobody may read there
that personal data was masked where it was left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reinschrift.settings import Settings
from reinschrift.settings.by_source import values_of_source
from reinschrift.snapshot.manifest import Manifest

_CAN_REMOVE = ("min_content", "min_text_content", "min_markup_content", "rules")
"""Settings of `stages.lines` each of which, where it is not nothing, can make a line debris."""
_LIMIT_OF_DEBRIS = "Models and rules judged which lines are debris. Some content was removed; some debris stays."
_LIMIT_OF_MASKS = (
    "Personal data is found by its form: addresses and numbers. Names stay, and an unusual form may have been missed."
)
_LIMIT_OF_DUPLICATES = (
    "Near duplicates are found by an estimate of similarity; texts a little below the threshold stay."
)
_ALWAYS = (
    "The language of short and of mixed texts is uncertain; `language_score` says how sure it is.",
    "Licences and rights are what the register of sources and the records themselves say. Nobody has verified them.",
)


def steps_of(manifest: Manifest) -> tuple[str, ...]:
    """Return what was done with debris, duplicates and personal data, a sentence or two each."""
    return debris_words(manifest), duplicates_words(manifest), personal_words(manifest)


def debris_words(manifest: Manifest) -> str:
    """Say whether debris was removed."""
    found = [_removes_debris(values) for values in _by_source(manifest)]
    if not any(found):
        return "No debris is removed."
    return f"Debris is removed line by line{_in_sources(found)}."


def duplicates_words(manifest: Manifest) -> str:
    """Say whether duplicates among documents were removed."""
    return "Duplicates of documents are removed." if _removes_duplicates(manifest) else "Duplicates are not removed."


def personal_words(manifest: Manifest) -> str:
    """Say which kinds of personal data were masked, in which sources."""
    sources = _by_source(manifest)
    kinds = sources[0]["stages"]["personal"]
    masked = {kind: [values["stages"]["personal"].get(kind) == "mask" for values in sources] for kind in kinds}
    if all(all(found) for found in masked.values()):
        return "Addresses and numbers of persons are masked by their form; names stay."
    stays = _listed(kind for kind, found in masked.items() if not any(found))
    if not any(any(found) for found in masked.values()):
        return "No personal data is masked."
    parts = [f"{_name(kind)}{_in_sources(found)}" for kind, found in masked.items() if any(found)]
    left = f" Not masked: {stays}, and names." if stays else " Names stay."
    return f"Masked by their form: {', '.join(parts)}.{left}"


def is_masked(manifest: Manifest) -> bool:
    """Say whether any kind of personal data was masked in any source."""
    return any("mask" in values["stages"]["personal"].values() for values in _by_source(manifest))


def limits_of(manifest: Manifest) -> tuple[str, ...]:
    """Return the limits of a snapshot that come from how it was made; those of the models come after."""
    debris = any(_removes_debris(values) for values in _by_source(manifest))
    is_usual = personal_words(manifest).startswith("Addresses")
    personal = [_LIMIT_OF_MASKS] if is_masked(manifest) else []
    return (
        _LIMIT_OF_DEBRIS if debris else debris_words(manifest),
        *([] if is_usual else [personal_words(manifest)]), *personal,
        _LIMIT_OF_DUPLICATES if _removes_duplicates(manifest) else duplicates_words(manifest), *_ALWAYS,
    )  # fmt: skip


def changes_by_source(manifest: Manifest) -> dict[str, str]:
    """Return for each source how its texts differ from what was read, as CC BY asks for it."""
    names = [source["name"] for source in manifest.sources]
    return {name: _changes(values) for name, values in zip(names, _by_source(manifest), strict=False)}


def directives_read(manifest: Manifest) -> tuple[str, ...]:
    """Return the robots directives that reserve a record of every source."""
    first, *others = [values["stages"]["rights"]["reserving_directives"] for values in _by_source(manifest)]
    return tuple(name for name in first if all(name in known for known in others))


def _changes(values: Mapping[str, Any]) -> str:
    masks = [how == "mask" for how in values["stages"]["personal"].values()]
    personal = "personal data" if all(masks) else "some kinds of personal data" if any(masks) else ""
    taken = [what for what in ("debris" if _removes_debris(values) else "", personal) if what]
    out = f", {' and '.join(taken)} taken out" if taken else ""
    return f"The text was cleaned: repaired, divided into paragraphs{out}."


def _removes_debris(values: Mapping[str, Any]) -> bool:
    lines = values["stages"]["lines"]
    return lines["max_phrase_share"] < 1 or any(lines[name] for name in _CAN_REMOVE)


def _removes_duplicates(manifest: Manifest) -> bool:
    return bool(_by_source(manifest)[0]["dedup"]["documents"])


def _by_source(manifest: Manifest) -> list[Mapping[str, Any]]:
    """Return the settings that held for each source; those of the project where none is named."""
    project = values_of_source(Settings().model_dump(mode="json"), None, manifest.settings)
    return [
        values_of_source(project, source.get("treatment"), source.get("settings") or {}) for source in manifest.sources
    ] or [project]


def _in_sources(found: list[bool]) -> str:
    return "" if all(found) else f" in {sum(found):,} of {len(found):,} sources"


def _listed(kinds: Iterable[str]) -> str:
    return ", ".join(_name(kind) for kind in kinds)


def _name(kind: str) -> str:
    return kind.replace("_", " ")
