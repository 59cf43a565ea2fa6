"""Find the project: its folder, settings, sources, contracts and where its dataset lies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reinschrift.errors import ConfigError
from reinschrift.settings import Settings, load_settings
from reinschrift.settings.names import as_name, in_signs_of_names
from reinschrift.storage import is_address

if TYPE_CHECKING:
    from reinschrift.annotations.entries import AnnotationSet
    from reinschrift.decisions import Decision
    from reinschrift.held_out.entries import HeldOutSet
    from reinschrift.sources.register import Source
    from reinschrift.storage import LocalStorage

SETTINGS_FILE = "reinschrift.toml"
REGISTER = "sources.toml"
LONGEST_NAME = 100
"""Characters of a dataset's name that is made from a file's: file systems take 255 bytes, with what is put before."""


@dataclass(frozen=True)
class Project:
    """What one run works on."""

    root: Path | None
    """The folder with `reinschrift.toml`; none outside a project."""
    settings: Settings
    output: Path
    """The dataset's folder: objects, snapshots, unfinished work. For one in an object store, this machine's copy."""
    paths: tuple[str, ...] = ()
    """Files and folders given on the command line instead of the register."""
    address: str | None = None
    """Where the dataset is, if that is an object store; `output` then holds the work of this machine alone."""

    @property
    def dataset(self) -> str:
        """The dataset's name."""
        if self.root and not self.paths:
            return self.settings.paths.dataset
        return self.address.rpartition("/")[2] if self.address else self.output.name

    @property
    def place(self) -> str:
        """Where the dataset is: a folder of this machine, or an address."""
        return self.address or str(self.output)

    def storage(self) -> LocalStorage:
        """Return the dataset as those see it who change it."""
        from reinschrift.storage import LocalStorage  # noqa: PLC0415  # the command starts light

        if self.address is None:
            return LocalStorage(self.output)
        from reinschrift.storage.objects import ObjectStorage  # noqa: PLC0415  # loads fsspec
        from reinschrift.storage.working_copy import WorkingCopy  # noqa: PLC0415  # likewise

        return WorkingCopy(self.output, ObjectStorage(self.address))

    @property
    def folder(self) -> Path:
        """Where relative paths of the settings start: the project's folder, else the working folder."""
        return self.root or Path.cwd()

    @property
    def raw(self) -> Path:
        """The folder of raw files and of the register."""
        return self.folder / self.settings.paths.raw

    @property
    def flow_file(self) -> Path:
        """The Prefect flow: the project's own, or the one the package carries."""
        return self._own_or_carried("flows/rebuild.py")

    @property
    def contract_file(self) -> Path:
        """The contract of the tables: the project's own, or the one the package carries."""
        return self._own_or_carried("schemas/reinschrift.odcs.yaml")

    @property
    def home(self) -> Path:
        """Where the local Prefect server keeps its state: in the project, else in the user's cache."""
        return self.root / ".prefect" if self.root else Path.home() / ".cache" / "reinschrift" / "prefect"

    def sources(self) -> tuple[Source, ...]:
        """Return the sources of this run: the register's, or one for each path given.

        Raises `SourceError` for a register that is wrong and for paths that are not there.
        """
        from reinschrift.sources.register import read_register, sources_of_paths  # noqa: PLC0415  # loads pyarrow

        return sources_of_paths(self.paths) if self.paths else read_register(self.raw / REGISTER)

    @property
    def decisions_file(self) -> Path:
        """Where people's decisions on what is kept and removed are: beside the register."""
        from reinschrift.decisions import FILE  # noqa: PLC0415  # loads pyarrow

        return self.raw / FILE

    def decisions(self) -> tuple[Decision, ...]:
        """Return what people decided, for a run of the register's sources; `ConfigError` for a line that is wrong."""
        from reinschrift.decisions.read import read_decisions  # noqa: PLC0415  # loads pyarrow

        return () if self.paths or self.root is None else read_decisions(self.decisions_file)

    def held_out(self) -> tuple[HeldOutSet, ...]:
        """Return the sets that must not be trained on, for a run of the register's sources; raises as `sources`."""
        if not (tables := self._entries_of("held_out")):
            return ()
        from reinschrift.held_out.entries import read_entries  # noqa: PLC0415  # reads Parquet, and few projects need it

        return read_entries(tables, self.raw)

    def annotations(self) -> tuple[AnnotationSet, ...]:
        """Return what other tools say of documents, for a run of the register's sources; raises as `sources`."""
        if not (tables := self._entries_of("annotations")):
            return ()
        from reinschrift.annotations.entries import read_entries  # noqa: PLC0415  # few projects need it

        return read_entries(tables, self.raw)

    def _entries_of(self, name: str) -> list[dict[str, Any]]:
        from reinschrift.sources.register import read_entries_of  # noqa: PLC0415  # loads pyarrow

        return [] if self.paths or self.root is None else read_entries_of(self.raw / REGISTER, name)

    def _own_or_carried(self, name: str) -> Path:
        own = self.root / name if self.root else None
        return own if own is not None and own.exists() else carried(name)


def find_root(start: Path) -> Path | None:
    """Return the nearest folder from `start` upwards that holds `reinschrift.toml`."""
    return next((folder for folder in (start, *start.parents) if (folder / SETTINGS_FILE).is_file()), None)


def load_project(
    root: str | None = None, overrides: Sequence[str] = (), paths: Sequence[str] = (), output: str | None = None
) -> Project:
    """Return the project of `root`, or of the working folder; with `paths`, one for those files alone.

    Args:
        root: a folder with `reinschrift.toml`; none: looked for from the working folder upwards.
        overrides: settings as `name=value`, put over the file's.
        paths: files and folders to read instead of the register's sources.
        output: the dataset's folder, or its address in an object store; default `processed/<dataset>` in the project,
            or in the working folder.

    Raises `ConfigError` where there is neither a project nor a path, `SettingsError` for wrong settings.
    """
    if output is not None and not output:
        raise ConfigError("The output is empty.", hint="Name the folder or the address of a dataset.")
    folder = _given_root(root) if root is not None else find_root(Path.cwd())
    if folder is None and Path(SETTINGS_FILE).is_dir():
        raise ConfigError(
            f"{SETTINGS_FILE} is a folder here; it must be a file.",
            hint="Move the folder away, and write the file, or make one with: reinschrift init.",
            context={"folder": Path.cwd()},
        )
    settings = load_settings(folder / SETTINGS_FILE if folder else None, overrides)
    if folder is None and not paths and output is None:
        raise ConfigError(
            f"This is no project: there is no {SETTINGS_FILE} here or above.",
            hint="Change to a project's folder or name it with --project; or name the files to read, or the dataset.",
            context={"folder": Path.cwd()},
        )
    base = folder or Path.cwd()
    name = _dataset_name(paths) if paths else settings.paths.dataset
    place = output or _join(settings.paths.processed, name)
    if is_address(place):
        address = place.rstrip("/")
        copy = _copies(folder, settings) / _copy_name(address)
        return Project(root=folder, settings=settings, output=copy, paths=tuple(paths), address=address)
    path = Path(output.removeprefix("file://")).absolute() if output else base / place.removeprefix("file://")
    return Project(root=folder, settings=settings, output=path, paths=tuple(paths))


def carried(name: str) -> Path:
    """Return a file that the package carries; in an editable install, the checkout's own."""
    inside = Path(__file__).parent / "carried" / name
    return inside if inside.exists() else Path(__file__).parents[2] / name


def _given_root(root: str) -> Path:
    folder = Path(root).absolute()
    if not os.path.isfile(folder / SETTINGS_FILE):  # noqa: PTH113  # Path would raise for a name that no file can have
        raise ConfigError(
            f"This is no project: it holds no {SETTINGS_FILE}.",
            hint="Name the folder that holds it, or leave --project out.",
            context={"folder": folder},
        )
    return folder


def _join(folder: str, name: str) -> str:
    return f"{folder.rstrip('/')}/{name}"


def _copies(root: Path | None, settings: Settings) -> Path:
    """Return the folder of this machine's copies of datasets in object stores."""
    if settings.paths.copies is not None:
        return (root or Path.cwd()) / settings.paths.copies
    return root / ".copies" if root else Path.home() / ".cache" / "reinschrift" / "copies"


def _copy_name(address: str) -> str:
    last = in_signs_of_names(address.rpartition("/")[2])
    return f"{last}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _dataset_name(paths: Sequence[str]) -> str:
    stem = Path(paths[0].rstrip("/")).name.split(".")[0] or "corpus"
    return as_name(in_signs_of_names(stem)[:LONGEST_NAME], "corpus")
