"""What of this package made a result: digests of the code and the data files behind each step, found by themselves.

Code counts in its normal form, so a comment or a docstring changes no digest; of tables in TOML the values count in
their order, but for the prose in the table of reasons; other data files count with every byte. Nothing is imported to
find out. A checkout, an installed wheel and every version of Python give the same digests.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from reinschrift.versions.normal_form import normal_form

PACKAGE = Path(__file__).parents[1]
STEPS = {
    "shards": ("shard.refine", "stages"),
    "decisions": ("dedup.find", "snapshot.history"),
    "assembly": ("snapshot.assemble", "snapshot.rewrite"),
}
"""Each step and the modules or folders that do it; what they import belongs to it, unless an earlier step has it."""
CHANGES_NO_DATA = ("errors", "settings", "storage", "versions")
"""Rooms that say how and where, never what; the values of the settings are in the fingerprint themselves."""
HOLDS_NO_DATA_OF_SHARDS = (*CHANGES_NO_DATA, "carried", "cli", "export", "look", "new_project", "run")
"""Rooms whose data files shape nothing. Others belong to the step of their room, or of no step to the shards."""
PROSE = frozenset({"says", "measures", "setting", "example", "source"})
"""What the table of reasons says to people; it shapes nothing."""
_IMPORTED = re.compile(r"\n[ \t]*(?:from (reinschrift[\w.]*) import ?\(?([^\n;]+)|import (reinschrift[\w.]*))")
_NAME = re.compile(r"(\w+)(?: as \w+)?")


class Digests(NamedTuple):
    """Digests of one step, by the part of the package that they are of: a room, or a stage as `stages.lines`."""

    code: Mapping[str, str]
    data: Mapping[str, str]


class _Module(NamedTuple):
    name: str
    """As it is imported, without the package's own: `stages.lines.split`; a folder's `__init__` has the folder's."""
    path: Path
    form: str


def digests_of(package: Path) -> dict[str, Digests]:
    """Return the digests of every step of a copy of this package."""
    modules = {module.name: module for module in _modules(package)}
    steps: dict[str, set[str]] = {}
    taken: set[str] = set()
    for step, entries in STEPS.items():
        steps[step] = _reach(modules, _named(modules, entries)) - taken
        taken |= steps[step]
    data = _data(package, steps)
    return {
        step: Digests(
            _digests((part_of(name), name, modules[name].form.encode()) for name in sorted(names)),
            _digests(sorted(data[step])),
        )
        for step, names in steps.items()
    }


def files_of(package: Path) -> Iterator[Path]:
    """Yield the files of a package in the order of their names, without byte code, which comes and goes with runs."""
    for path in sorted(package.rglob("*")):
        if "__pycache__" not in path.relative_to(package).parts and path.suffix != ".pyc" and path.is_file():
            yield path


def part_of(name: str) -> str:
    """Return which part of the package a module or a file (with dots) is in: its room, or its stage."""
    room, *rest = name.split(".")
    return f"{room}.{rest[0]}" if room == "stages" and rest else room


def _modules(package: Path) -> Iterator[_Module]:
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] not in CHANGES_NO_DATA and parts[0] != "carried":
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield _Module(name, path, normal_form(path.read_text(encoding="utf-8")))


def _named(modules: Mapping[str, _Module], entries: Iterable[str]) -> set[str]:
    return {name for name in modules for entry in entries if name == entry or name.startswith(f"{entry}.")}


def _reach(modules: Mapping[str, _Module], start: set[str]) -> set[str]:
    """Return these modules and all that they import, near and far."""
    found: set[str] = set()
    open_ = set(start)
    while open_:
        name = open_.pop()
        found.add(name)
        open_ |= _imports(modules, modules[name].form) - found
    return found


def _imports(modules: Mapping[str, _Module], form: str) -> set[str]:
    """Return the modules that one imports: the one named, or those in the folder named."""
    found = set()
    for module, names, plain in _IMPORTED.findall(form):
        place = (module or plain).removeprefix("reinschrift").lstrip(".")
        for name in _NAME.findall(names) or [""]:
            inside = f"{place}.{name}".strip(".")
            found.add(inside if inside in modules else place)
    return found & modules.keys()


def _data(package: Path, steps: Mapping[str, set[str]]) -> dict[str, list[tuple[str, str, bytes]]]:
    """Return the data files of each step: part, name and bytes."""
    step_of_room = {name.split(".")[0]: step for step, names in reversed([*steps.items()]) for name in names}
    found: dict[str, list[tuple[str, str, bytes]]] = defaultdict(list)
    for path in files_of(package):
        place = path.relative_to(package)
        is_data = path.suffix != ".py" and path.name not in {"py.typed", "card.toml"}
        if is_data and place.parts[0] not in HOLDS_NO_DATA_OF_SHARDS:
            step = step_of_room.get(place.parts[0], "shards")
            found[step].append((part_of(".".join(place.with_suffix("").parts)), place.as_posix(), _content(path)))
    return found


def _content(path: Path) -> bytes:
    """Return what counts of a data file: every byte, but of TOML the values, and of reasons only what changes data."""
    if path.suffix != ".toml":
        return path.read_bytes()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError:
        return path.read_bytes()
    if path.name == "reasons.toml":
        values = {name: {key: row[key] for key in sorted(row.keys() - PROSE)} for name, row in values.items()}
    return json.dumps(values, ensure_ascii=False, default=str).encode()


def _digests(parts: Iterable[tuple[str, str, bytes]]) -> dict[str, str]:
    """Return one digest a part, of the names and contents that are in it."""
    found: dict[str, hashlib._Hash] = {}
    for part, name, content in parts:
        digest = found.setdefault(part, hashlib.sha256())
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return {part: digest.hexdigest()[:16] for part, digest in sorted(found.items())}
