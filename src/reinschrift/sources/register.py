"""Reads the register of sources, `raw/sources.toml`: what each is, where it came from, and what may be done with it."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_serializer, field_validator, model_validator

from reinschrift.choices import Decided, Obtained, Purpose, RightsStatus
from reinschrift.errors import SettingsError, SourceError
from reinschrift.settings import Settings
from reinschrift.settings.by_source import Treatment, settings_of_source
from reinschrift.settings.names import NAME, as_name
from reinschrift.settings.stages import Section
from reinschrift.settings.toml_file import read_toml
from reinschrift.sources.left_out.opt_outs import digest_of_opt_outs, read_opt_outs
from reinschrift.sources.readers import BY_NAME
from reinschrift.sources.readers.fields import USUAL
from reinschrift.sources.sites.supplied import SiteFiles, digest_of, read_site_files


class Source(Section):
    """One source of raw text."""

    name: str = Field(pattern=NAME)
    """Its name in the data."""
    base: str
    """The folder that its relative file patterns start from: the register's own."""
    files: tuple[str, ...] = Field(min_length=1)
    """Files, folders or patterns (`*`, `**`, `?`, `[...]`), relative to `base`, or any fsspec address."""
    format: str | None = None
    """The form of its files; none: recognised file by file."""
    origin: str | None = None
    """Where it came from: an address, a publisher, a project."""
    license: str = Field(min_length=1)
    """The licence of its texts, best as an SPDX identifier; `unknown` if so."""
    rights: RightsStatus = "unknown"
    """Whether text and data mining is allowed, reserved by the holder of the rights, or neither is known."""
    rights_evidence: str | None = None
    """What says so."""
    purposes: dict[Purpose, Decided] = Field(default_factory=dict)
    """The same by purpose, where it is not one answer: `{train-generative = "reserved", search = "allowed"}`."""
    synthetic: bool | None = None
    """Whether a machine made its texts; none: nobody says."""
    remove_rights: tuple[RightsStatus, ...] | None = None
    """Records of which rights go to `removed`, what they say themselves taken in; the others stay, with their rights
    and the evidence on record. None: as `stages.verdicts.remove_rights` says."""
    collected: tuple[date, date] | None = None
    """First and last day of its collection."""
    obtained: Obtained | None = None
    """How its texts were obtained, in the categories of the EU's template for summaries of training content."""
    crawler: str | None = None
    """Of a crawled source: the crawler's name and what it respects."""
    generator: str | None = None
    """Of a generated source: the models that made its texts."""
    contact: str | None = None
    """Whom to ask about it."""
    language: str | None = None
    """The language of its records, where it is one; decides in which order a date like 03/04/2024 is read."""
    follow_links: bool = False
    """Whether symbolic links are followed that lead out of the folder that `files` names."""
    priority: int = 100
    """Of duplicates in two sources, that of the source with the lower number stays."""
    leave_out: tuple[str, ...] = ()
    """Addresses and domains whose records are left out: the lines of the file that the register names."""
    site_files: SiteFiles = ()
    """What whole sites say of rights, robots.txt and tdmrep.json: the files of the folder that the register names."""
    reference: bool = False
    """Whether its texts are what others are compared with: `quality.like_reference` says how like them a text is."""
    separator: str | None = Field(default=None, min_length=1)
    """What stands between two documents in a file of plain text; none: a file is a document."""
    fields: dict[str, str] = Field(default_factory=dict)
    """Our fields and what they are called here, dotted where nested."""
    treatment: Treatment | None = None
    """How much is removed: `pages` (text from web pages), `light` (nothing because a model says so, or because it is
    repeated), `as_is` (nothing: characters are repaired). None: as the settings of the project say."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """Settings that hold for this source alone: of `stages`, and `dedup.paragraphs`."""

    @field_validator("base", "files")
    @classmethod
    def _files_can_be_named(cls, names: Any) -> Any:
        if "\0" in "".join(names):
            raise ValueError("no file's name holds a NUL")
        return names

    @field_validator("format")
    @classmethod
    def _format_is_read(cls, name: str | None) -> str | None:
        if name is not None and name not in BY_NAME:
            known = ", ".join(BY_NAME)
            raise ValueError(f"there is no format {name}{_nearest(name, tuple(BY_NAME)) or '; there are ' + known}")
        return name

    @model_validator(mode="after")
    def _fields_are_ours(self) -> Self:
        for ours in self.fields:
            if ours not in USUAL:
                raise ValueError(f"there is no field {ours} to be mapped{_nearest(ours, tuple(USUAL))}")
        return self

    @field_serializer("leave_out")
    def _hash_leave_out(self, entries: tuple[str, ...]) -> str:
        return digest_of_opt_outs(entries)  # who asked to be left out is nobody's business, and may be millions

    @field_serializer("site_files")
    def _hash_site_files(self, files: SiteFiles) -> str:
        return digest_of(files)  # manifests and fingerprints need to know them, not to hold them

    @property
    def collected_last(self) -> datetime | None:
        """The last day of collection, at midnight UTC: what a record is given that does not say when it was fetched."""
        return datetime.combine(self.collected[1], time(), UTC) if self.collected else None

    def changing_data(self) -> dict[str, Any]:
        """Return what of the source changes its rows, as plain values: the part that enters the fingerprint."""
        place = {"base", "files", "follow_links", "priority", "reference", "treatment", "settings"}
        story = {"origin", "obtained", "crawler", "generator", "contact"}
        return self.model_dump(mode="json", exclude=place | story)

    def settings_in(self, settings: Settings) -> Settings:
        """Return the settings that hold for this source; `SourceError` for one that is wrong."""
        try:
            return settings_of_source(settings, self.treatment, self.settings)
        except SettingsError as error:
            raise SourceError(error.message, hint=error.hint, context={"source": self.name}) from error


def read_register(file: Path) -> tuple[Source, ...]:
    """Return the sources of a register, in its order.

    Raises `SourceError` for a file that is missing or no TOML, for unknown keys and values out of range, for two
    sources of one name, and for a source that says nothing of its licence.
    """
    sources = tuple(_read_source(table, number, file) for number, table in enumerate(_tables_of_sources(file), 1))
    repeated = [name for name, count in Counter(source.name for source in sources).items() if count > 1]
    if repeated:
        raise SourceError(
            f"Two sources are called {repeated[0]}.",
            hint="A record's identity holds its source's name; give each source its own.",
            context={"file": file, "source": repeated[0]},
        )
    return sources


def read_entries_of(file: Path, name: str) -> list[dict[str, Any]]:
    """Return the register's entries of a name, e.g. `[[held_out]]`, as they are written; raises as `read_register`."""
    tables = _read_toml(file).get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SourceError(
            f"{name} is no list of entries.", hint=f"Each one begins with a line [[{name}]].", context={"file": file}
        )
    return tables


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        values = read_toml(file, "The register", SourceError)
    except OSError as error:
        raise SourceError(
            f"There is no register of sources: {error.strerror or error}.",
            hint="Write one, as raw/README.md shows, or name what to read: reinschrift rebuild PATH... --output DIR.",
            context={"file": file},
        ) from error
    _refuse_unknown(values, ("source", "held_out", "annotations"), {"file": file})
    return values


def _tables_of_sources(file: Path) -> list[dict[str, Any]]:
    tables = _read_toml(file).get("source", [])
    if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
        raise SourceError(
            "The register names no source.", hint="Each one begins with a line [[source]].", context={"file": file}
        )
    return tables


def _file_of(table: dict[str, Any], key: str, register: Path, context: dict[str, Any]) -> Path:
    if not isinstance(table[key], str):
        raise SourceError(
            f"The key {key} is not right: it takes the name of a file.",
            hint=f'Write the entries into a text file beside the register, and {key} = "NAME.txt".',
            context=context,
        )
    return register.parent / str(table[key])


def _has_key(table: Any, key: str) -> bool:
    return isinstance(table, dict) and (key in table or any(_has_key(below, key) for below in table.values()))


def _read_source(table: dict[str, Any], number: int, file: Path) -> Source:
    context = {"file": file, "source": table.get("name", f"number {number}")}
    _refuse_unknown(table, tuple(name for name in Source.model_fields if name != "base"), context)
    if "license" not in table:
        raise SourceError(
            "A source says nothing of its licence.",
            hint="Keys below a line [source.settings…] belong to the settings: move license and the others above it."
            if _has_key(table.get("settings"), "license")
            else 'Add license = "CC-BY-4.0" or what it is; license = "unknown" if nobody knows.',
            context=context,
        )
    values = table | {"base": str(file.parent.absolute())}
    if "leave_out" in table:
        values["leave_out"] = read_opt_outs(_file_of(table, "leave_out", file, context), context)
    if "site_files" in table:
        values["site_files"] = read_site_files(_file_of(table, "site_files", file, context), context)
    if isinstance(table.get("files"), str):
        values["files"] = [table["files"]]
    if "collected" in table:
        values["collected"] = _period(table["collected"], context)
    try:
        source = Source.model_validate(values)
        source.settings_in(Settings())  # what is wrong in them is reported before anything is read
    except SourceError as error:
        error.context.update(context)
        raise
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"]) or "fields"
        reason = first["msg"].removeprefix("Value error, ")
        raise SourceError(
            f"The key {key} is not right: {reason[:1].lower()}{reason[1:]}.",
            hint=f"Change {key} of this source; raw/README.md lists the keys and what each takes.",
            context=context,
        ) from error
    return source


def _period(written: Any, context: Mapping[str, Any]) -> tuple[date, date]:
    first, last = written, written
    if isinstance(written, dict) and set(written) == {"from", "to"}:
        first, last = written["from"], written["to"]
    try:
        days = (_day(first), _day(last))
    except (TypeError, ValueError) as error:
        raise SourceError(
            f"The key collected is not right: {written!r} is no day and no period.",
            hint="Write collected = 2024-05-31, or collected = { from = 2024-05-01, to = 2024-05-31 }.",
            context=context,
        ) from error
    if days[0] > days[1]:
        raise SourceError("The period of collection ends before it begins.", context=context)
    return days


def _day(written: Any) -> date:
    if isinstance(written, datetime):
        return written.date()
    return written if isinstance(written, date) else date.fromisoformat(written)


def _refuse_unknown(values: Mapping[str, Any], known: tuple[str, ...], context: Mapping[str, Any]) -> None:
    for name in values:
        if name not in known:
            near = _nearest(name, known)
            raise SourceError(
                f"The register has no key {name}{near}.", hint=f"Known here: {', '.join(known)}.", context=context
            )


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def sources_of_paths(paths: Sequence[str]) -> tuple[Source, ...]:
    """Return sources for paths given without a register: one for each folder, one for the files given of a folder.

    What is known of their licence and rights is nothing, and is recorded as such. The order of `paths` does not matter.
    Raises `SourceError` for a path that is not there.
    """
    folders: dict[str, list[str]] = {}
    for path in sorted({path if "://" in path else os.path.realpath(path) for path in paths}):
        if "://" not in path and not os.path.exists(path):  # noqa: PTH110  # Path would raise for a name that no file can have
            raise SourceError("There is no such file or folder.", hint="Check the path.", context={"path": path})
        is_folder = path.endswith("/") if "://" in path else os.path.isdir(path)  # noqa: PTH112
        base = path.rstrip("/") if is_folder else path.rpartition("/")[0] or "/"
        folders.setdefault(base, []).append("" if is_folder else path.rpartition("/")[2])
    taken: Counter[str] = Counter()
    sources = []
    for base, names in folders.items():
        name = as_name(base.rpartition("/")[2], "source")
        taken[name] += 1
        unique = name if taken[name] == 1 else f"{name}-{taken[name]}"
        files = ("",) if "" in names else tuple(names)
        sources.append(Source(name=unique, base=base or "/", files=files, license="unknown"))
    return tuple(sources)
