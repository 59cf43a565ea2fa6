"""Writes the files of a new project."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import NamedTuple

from reinschrift.errors import ConfigError
from reinschrift.project import SETTINGS_FILE
from reinschrift.settings.names import as_name

EXAMPLE = "raw/example/der-kahn.txt"
REGISTER = "raw/sources.toml"
PLACES = {
    SETTINGS_FILE: "reinschrift.toml.template",
    REGISTER: "sources.toml.template",
    "prefect.yaml": "prefect.yaml.template",
    "flows/rebuild.py": "rebuild.py.template",
    ".gitignore": "gitignore.template",
    "README.md": "README.md.template",
    EXAMPLE: "der-kahn.txt.template",
}
"""The files of a project, and what each is made of."""


class Written(NamedTuple):
    """What became of a project's files, by their paths in it."""

    written: list[str]
    kept: list[str]
    """Files that were there."""


def write_project(root: Path, register: str | None = None) -> Written:
    """Make the folder `root` a project, with the entries of `register`, else with an example. No file is overwritten.

    Raises `ConfigError` where `root` is a project, has a register though one is given, or cannot be written.
    """
    for taken in (SETTINGS_FILE, *([REGISTER] if register is not None else [])):
        if os.path.exists(root / taken):  # noqa: PTH110  # false, too, for a name that no file can have
            raise ConfigError(
                f"There is a {taken} already; nothing was written.",
                hint="Edit it, or begin in another folder.",
                context={"file": root / taken},
            )
    name = as_name(root.name, "corpus")
    done = Written([], [])
    try:
        for place, template in PLACES.items():
            if place == EXAMPLE and (register is not None or REGISTER in done.kept):
                continue
            entries = _text("example.toml.template") if register is None else register
            text = Template(_text(template)).substitute(name=name, entries=entries.rstrip("\n"))
            _write(root, place, text, done)
    except OSError as error:
        raise ConfigError(
            f"The project cannot be written: {error.strerror}.",
            hint="Name a folder that this user may write to: reinschrift init FOLDER.",
            context={"file": error.filename or root},
        ) from error
    return done


def _write(root: Path, place: str, text: str, done: Written) -> None:
    file = root / place
    if file.exists():
        done.kept.append(place)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    done.written.append(place)


def _text(template: str) -> str:
    return files(__package__).joinpath("files", template).read_text("utf-8")
