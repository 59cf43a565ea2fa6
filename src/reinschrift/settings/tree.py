"""The whole tree of settings: defaults in code, then `reinschrift.toml`, then `--set name=value`."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from reinschrift.errors import SettingsError
from reinschrift.settings.dedup import DedupSettings
from reinschrift.settings.guards import GuardsSettings
from reinschrift.settings.lineage import LineageSettings
from reinschrift.settings.names import NAME
from reinschrift.settings.notify import NotifySettings
from reinschrift.settings.read import ReadSettings
from reinschrift.settings.run import RunSettings
from reinschrift.settings.stages import Section, StagesSettings
from reinschrift.settings.toml_file import read_toml


class PathsSettings(Section):
    """[paths]: where things are; relative ones start at the project's folder. Never in the fingerprint."""

    raw: str = "raw"
    """Folder with `sources.toml` and the raw files."""
    processed: str = "processed"
    """Folder that holds one folder a dataset; or an address in an object store, such as `s3://bucket/folder`."""
    copies: str | None = None
    """Folder for this machine's work on datasets in object stores; none: `.copies` in the project, or the user's cache.
    What is in it may be deleted."""
    dataset: str = Field(default="corpus", pattern=NAME)
    """Name of the dataset, and of its folder."""


class SnapshotSettings(Section):
    """[snapshot]: how a snapshot is cut into files."""

    shard_mb: float = Field(default=64, gt=0)
    """About how much raw input one shard holds at most, in MB (10^6 bytes). Sources of 4 MB and more are cut into two
    shards or more, so that two cores work on them."""
    validation_share: float = Field(default=0.01, ge=0, le=0.5)
    """Share of clusters whose documents are in the split `validation`."""
    test_share: float = Field(default=0.01, ge=0, le=0.5)
    """Share of clusters whose documents are in the split `test`."""
    split_by: Literal["cluster", "source"] = "cluster"
    """What stays together and is drawn by its name: clusters of near duplicates, or whole sources."""
    validation_from: date | None = None
    """If this or `test_from` is set, the date of publication decides, not the draw: documents published from this day
    on are in the split `validation`; those without a date in `train`."""
    test_from: date | None = None
    """Documents published from this day on are in the split `test`."""
    min_like_reference: float | None = Field(default=None, ge=0, le=1)
    """Documents with a lower `quality.like_reference` are removed; none: all stay. Only where a source of the register
    is a `reference`."""
    tokenizers: tuple[str, ...] = ()
    """Tokenizers whose tokens `token_counts` counts: `o200k`, `cl100k`, or files `tokenizer.json`, named from the
    project's folder on. They need `pip install "reinschrift[tokens]"`."""


class Settings(Section):
    """Everything that can be set. `stages`, `read`, `dedup` and `snapshot` change data, the other sections do not."""

    paths: PathsSettings = PathsSettings()
    run: RunSettings = RunSettings()
    read: ReadSettings = ReadSettings()
    stages: StagesSettings = StagesSettings()
    dedup: DedupSettings = DedupSettings()
    snapshot: SnapshotSettings = SnapshotSettings()
    guards: GuardsSettings = GuardsSettings()
    notify: NotifySettings = NotifySettings()
    lineage: LineageSettings = LineageSettings()

    def changing_data(self) -> dict[str, Any]:
        """Return the settings that change data, as plain values: the part that enters the fingerprint."""
        return self.model_dump(mode="json", include={"read", "stages", "dedup", "snapshot"})


def load_settings(file: Path | None = None, overrides: Sequence[str] = ()) -> Settings:
    """Return the settings of `file` (TOML; none: the defaults) with each `name.of.setting=value` put over them.

    Raises `SettingsError` for a file that is not TOML, an unknown name, or a value out of range.
    """
    values = _read_settings(file) if file is not None else {}
    for override in overrides:
        _put(values, override)
    if file is None or not overrides:
        return _checked(values, file)
    try:
        return _checked(values, None)
    except SettingsError:
        load_settings(file)  # a fault of the file is named as its own; else it is one of the overrides
        raise


def _checked(values: Mapping[str, Any], file: Path | None) -> Settings:
    refuse_unknown(values, Settings, (), file)
    return validated(values, file.name if file else "--set", {"file": file} if file else {})


def validated(values: Mapping[str, Any], place: str, context: Mapping[str, Any]) -> Settings:
    """Return the settings that plain values make; `SettingsError` for a value out of range, with its `place`."""
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        raise SettingsError(
            f"The setting {name} cannot be {first['input']!r}: {first['msg'][:1].lower()}{first['msg'][1:]}.",
            hint=f"Change {name} in {place}; docs/settings.md lists what each one takes.",
            context=context,
        ) from error


def _read_settings(file: Path) -> dict[str, Any]:
    try:
        return read_toml(file, file.name, SettingsError)
    except OSError as error:
        raise SettingsError(
            f"{file.name} cannot be read: {error.strerror or error}.",
            hint="It must be a file that this user may read.",
            context={"file": file},
        ) from error


def _put(values: dict[str, Any], override: str) -> None:
    name, equals, written = override.partition("=")
    if not equals or not name.strip():
        raise SettingsError(
            f"--set {override!r} is not a setting.", hint="Write it as --set stages.language.detector=fast."
        )
    try:
        value = tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        value = written.strip()
    *groups, last = name.strip().split(".")
    for group in groups:
        values = values.setdefault(group, {})
        if not isinstance(values, dict):
            raise SettingsError(f"{group} in --set {override} is a setting, not a group of settings.")
    values[last] = value


def refuse_unknown(
    values: Mapping[str, Any], section: type[BaseModel], path: tuple[str, ...], file: Path | None
) -> None:
    """Raise `SettingsError` for a name that is no setting, with the nearest one that is."""
    for name, value in values.items():
        field = section.model_fields.get(name)
        if field is None:
            near = difflib.get_close_matches(name, section.model_fields, n=1)
            known = ", ".join(sorted(section.model_fields))
            raise SettingsError(
                f"There is no setting {'.'.join((*path, name))}.",
                hint=f"Did you mean {'.'.join((*path, near[0]))}?" if near else f"Known here: {known}.",
                context={"file": file} if file else {},
            )
        kind = field.annotation
        if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, BaseModel):
            refuse_unknown(value, kind, (*path, name), file)
