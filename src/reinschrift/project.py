"""Find the project: its folder, settings, sources, contracts and where its dataset lies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reinschrift.errors import ConfigError
from reinschrift.settings import Settings, load_settings

if TYPE_CHECKING:
    from reinschrift.sources.register import Source

SETTINGS_FILE = "reinschrift.toml"


@dataclass(frozen=True)
class Project:
    """What one run works on."""

    root: Path | None
    """The folder with `reinschrift.toml`; none outside a project."""
    settings: Settings
    output: Path
    """The dataset's folder: objects, snapshots, unfinished work."""
    paths: tuple[str, ...] = ()
    """Files and folders given on the command line instead of the register."""

    @property
    def dataset(self) -> str:
        """The dataset's name."""
        return self.settings.paths.dataset if self.root and not self.paths else self.output.name

    @property
    def raw(self) -> Path:
        """The folder of raw files and of the register."""
        return (self.root or Path.cwd()) / self.settings.paths.raw

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

        return sources_of_paths(self.paths) if self.paths else read_register(self.raw / "sources.toml")

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
        output: the dataset's folder; default `processed/<dataset>` in the project, or in the working folder.

    Raises `ConfigError` where there is neither a project nor a path, `SettingsError` for wrong settings.
    """
    folder = _given_root(root) if root is not None else find_root(Path.cwd())
    settings = load_settings(folder / SETTINGS_FILE if folder else None, overrides)
    if folder is None and not paths and output is None:
        raise ConfigError(
            f"This is no project: there is no {SETTINGS_FILE} here or above.",
            hint="Change to a project's folder, or name what to read: reinschrift rebuild PATH... --output DIR.",
            context={"folder": Path.cwd()},
        )
    base = folder or Path.cwd()
    name = _dataset_name(paths) if paths else settings.paths.dataset
    place = Path(output).absolute() if output else base / settings.paths.processed / name
    return Project(root=folder, settings=settings, output=place, paths=tuple(paths))


def carried(name: str) -> Path:
    """Return a file that the package carries; in an editable install, the checkout's own."""
    inside = Path(__file__).parent / "carried" / name
    return inside if inside.exists() else Path(__file__).parents[2] / name


def _given_root(root: str) -> Path:
    folder = Path(root).absolute()
    if not (folder / SETTINGS_FILE).is_file():
        raise ConfigError(
            f"This is no project: it holds no {SETTINGS_FILE}.",
            hint="Name the folder that holds it, or leave --project out.",
            context={"folder": folder},
        )
    return folder


def _dataset_name(paths: Sequence[str]) -> str:
    stem = Path(paths[0].rstrip("/")).name.split(".")[0] or "corpus"
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._") or "corpus"
