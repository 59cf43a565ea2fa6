"""The register's entries `[[annotations]]`: whose columns are joined to documents, by what, and which documents go."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, get_args

from reinschrift.conditions import check_form
from reinschrift.errors import SourceError
from reinschrift.storage.patterns import files_of, hash_of

By = Literal["id", "url", "text_sha256"]
KEYS = ("name", "files", "by", "key", "columns", "origin", "remove")
_ENTRY = "annotations"
_HINT = (
    'It has a name, files (paths or patterns), by = "id", "url" or "text_sha256" (default "id"), and may have key, '
    "columns, origin and remove; docs/train.md shows one."
)


@dataclass(frozen=True)
class AnnotationSet:
    """Columns made elsewhere; it travels to a worker, its rows do not."""

    name: str
    files: tuple[str, ...]
    by: By
    """The column of documents that says whose a row is."""
    key: str
    """The column of the files that has it."""
    columns: tuple[str, ...]
    """What is joined; nothing: every other column of the files."""
    origin: str
    """What made it, in words."""
    remove: str
    """Conditions that a document to be removed meets, a mapping in JSON; `{}`: none is."""
    made_by: str
    """What it depends on: all of the above, and the names and hashes of its files."""

    @property
    def conditions(self) -> dict[str, Any]:
        """What a document to be removed meets, by column of the set."""
        return dict(json.loads(self.remove))


def read_entries(tables: Sequence[Mapping[str, Any]], folder: Path) -> tuple[AnnotationSet, ...]:
    """Return the sets that the register's tables name; paths start at its folder.

    Raises `SourceError` for keys that are wrong, `ConfigError` for files that are not there.
    """
    found = tuple(_read_entry(table, number, folder) for number, table in enumerate(tables, 1))
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SourceError(f"Two entries of annotations are called {twice}.", hint="Give each a name of its own.")
    return found


def _read_entry(table: Mapping[str, Any], number: int, folder: Path) -> AnnotationSet:
    context = {"annotations": table.get("name", f"number {number}")}
    if wrong := _wrong_in(table):
        raise SourceError(f"An entry of annotations is not right: {wrong}.", hint=_HINT, context=context)
    by = table.get("by", "id")
    paths = [path for written in _listed(table["files"]) for path in files_of(written, folder, _ENTRY)]
    remove = table.get("remove", {})
    try:
        check_form(remove)
        conditions = json.dumps(remove, sort_keys=True, ensure_ascii=False)
    except TypeError as error:
        raise SourceError(
            f"An entry of annotations is not right: remove, {error}",
            hint="A condition is a value, a list of values, or a table of min, max and not.",
            context=context,
        ) from error
    one = AnnotationSet(
        table["name"], tuple(str(path) for path in paths), by, table.get("key", by), tuple(table.get("columns", ())),
        table.get("origin", ""), conditions, "",
    )  # fmt: skip
    digest = sha256(json.dumps([one.name, by, one.key, one.columns, one.origin, conditions]).encode())
    for path in paths:
        digest.update(f"\n{path.name} {hash_of(path, _ENTRY)}".encode())
    return AnnotationSet(**{**vars(one), "made_by": digest.hexdigest()})


def _wrong_in(table: Mapping[str, Any]) -> str | None:
    """Say what of an entry is not right; none if all is."""
    name, files, columns = table.get("name"), _listed(table.get("files", [])), table.get("columns", [])
    unknown = next((key for key in table if key not in KEYS), None)
    faults = {
        f"it has no key {unknown}": unknown is not None,
        "name is missing, or has a dot": not isinstance(name, str) or not name or "." in name,
        "files is missing, or is no path or list of paths": not files or not all(isinstance(one, str) for one in files),
        f"by is {table.get('by')!r}": table.get("by", "id") not in get_args(By),
        "columns is no list of names": not isinstance(columns, list)
        or not all(isinstance(one, str) and one for one in columns),
        "key or origin is no text": not all(isinstance(table.get(key, ""), str) for key in ("key", "origin")),
        "remove is no table of conditions": not isinstance(table.get("remove", {}), Mapping),
    }
    return next((fault for fault, is_so in faults.items() if is_so), None)


def _listed(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [written]
