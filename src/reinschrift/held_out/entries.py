"""The register's entries `[[held_out]]`: sets that must not be trained on, and what is removed that holds an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from reinschrift.errors import SourceError
from reinschrift.held_out.find import HeldOut
from reinschrift.held_out.read import read_held_out
from reinschrift.storage.patterns import files_of, hash_of

Removes = Literal["document", "paragraph", "nothing"]
KEYS = ("name", "files", "remove")


@dataclass(frozen=True)
class HeldOutSet:
    """A set that must not be trained on; it travels to a worker, its items do not."""

    name: str
    files: tuple[str, ...]
    remove: Removes
    """What is removed: the whole document, the paragraphs that hold words of the item, or nothing: then
    `documents.held_out` names the item."""
    made_by: str
    """What it depends on: name, `remove`, and the names and hashes of its files."""


def read_entries(tables: Sequence[Mapping[str, Any]], folder: Path) -> tuple[HeldOutSet, ...]:
    """Return the sets that the register's tables name; paths start at its folder.

    Raises `SourceError` for keys that are wrong, `ConfigError` for files that are not there.
    """
    found = tuple(_read_entry(table, number, folder) for number, table in enumerate(tables, 1))
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourceError(f"Two entries of held_out are called {twice}.", hint="Give each a name of its own.")
    return found


def _read_entry(table: Mapping[str, Any], number: int, folder: Path) -> HeldOutSet:
    context = {"held_out": table.get("name", f"number {number}")}
    unknown = next((key for key in table if key not in KEYS), None)
    files, remove = table.get("files", []), table.get("remove", "document")
    files = [files] if isinstance(files, str) else files
    is_right = isinstance(table.get("name"), str) and isinstance(files, list) and files
    if unknown or not is_right or remove not in get_args(Removes) or not all(isinstance(one, str) for one in files):
        wrong = (
            f"it has no key {unknown}" if unknown else "name, files or remove is missing or is not one of its values"
        )
        raise SourceError(
            f"An entry of held_out is not right: {wrong}.",
            hint='It has a name, files (paths or patterns) and remove = "document", "paragraph" or "nothing".',
            context=context,
        )
    paths = [path for one in files for path in files_of(one, folder, "held_out")]
    digest = sha256(f"{table['name']}\n{remove}".encode())
    for path in paths:
        digest.update(f"\n{path.name} {hash_of(path, 'held_out')}".encode())
    return HeldOutSet(table["name"], tuple(str(path) for path in paths), remove, digest.hexdigest())


@cache
def items_of(one: HeldOutSet) -> HeldOut:
    """Return the items of a set, read once a process."""
    return read_held_out([Path(file) for file in one.files])
