"""Finds the files that a file's address, a folder or a pattern leads to, on any file system."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from reinschrift.errors import SourceError, UnreadableFileError
from reinschrift.sources.links import with_links
from reinschrift.sources.opening import file_system_of, is_local, translated
from reinschrift.sources.own_output import without_own_output

REGISTER, DECISIONS = "sources.toml", "decisions.jsonl"
"""Files of a register's folder that are no raw text, but for one that is named itself."""


class Place(NamedTuple):
    """Where a file is."""

    address: str
    path: str
    """Its path within the source, with `/`."""
    facts: dict[str, Any]
    """What the file system says of it: size, type, tags."""


def find_places(entry: str, base: str, source: str, *, follow_links: bool = False) -> list[Place]:
    """Return the files that an entry of `files` stands for, without hidden ones, unless one is named itself.

    `base` is the folder that relative entries start from. Paths are relative to it; those of entries that lie
    elsewhere to the folder the entry names, so no path names this machine. Links that leave the folder are there with
    the fact `links.REFUSED`, unless `follow_links`.

    Raises `SourceError` if there is nothing there, `StorageError` if a remote place does not answer.
    """
    address = entry if "://" in entry or entry.startswith("/") else f"{base.rstrip('/')}/{entry}".rstrip("/")
    context = {"source": source, "files": entry or base}
    try:
        with translated(address):
            file_system, place = file_system_of(address)
            file_system.invalidate_cache()  # fsspec remembers listings for as long as the process lives
            found, root = _look(file_system, place)
            if is_local(file_system):
                found = with_links(found, root, place, follow=follow_links)
    except UnreadableFileError as error:
        raise SourceError(
            "There is no such file or folder, or it may not be read.",
            hint="Create it, correct `files`, or see to the right to read it.",
            context=context,
        ) from error
    shown = [
        path for path, facts in found.items() if facts["type"] != "directory" and not _is_hidden(path, root, place)
    ]
    if shown != [place]:
        shown = without_own_output(shown, root, local=is_local(file_system))
        shown = [path for path in shown if not _is_decisions(path, base)]
    if not shown:
        raise SourceError(
            "There are no files here." if root == place.rstrip("/") else "No file matches.",
            hint="Put files there, or correct `files`. Hidden files and folders, whose names begin with a full stop, "
            "do not count, nor do datasets of Reinschrift.",
            context=context,
        )
    start = file_system_of(base)[1].rstrip("/")
    start = start if f"{root}/".startswith(f"{start}/") else root
    return [
        Place(
            path if is_local(file_system) else file_system.unstrip_protocol(path),
            _as_utf8(path[len(start) :].lstrip("/")),
            found[path],
        )
        for path in shown
    ]


def _look(file_system: Any, place: str) -> tuple[dict[str, Any], str]:
    """Return what a place or pattern leads to, and the folder that it starts from."""
    if _has_pattern(file_system, place):
        return file_system.glob(place, detail=True), re.split(r"[*?\[]", place)[0].rpartition("/")[0]
    facts = _local_facts(place) if is_local(file_system) else _remote_facts(file_system, place)
    if facts["type"] == "directory":
        return file_system.find(place, detail=True), place.rstrip("/")
    return {place: facts}, place.rpartition("/")[0]


def _local_facts(place: str) -> dict[str, Any]:
    os.lstat(place)  # a link to nowhere is there, and bad; nothing at all is an error
    if os.path.isdir(place):  # noqa: PTH112
        return {"type": "directory"}
    return {"type": "file", "size": os.path.getsize(place) if os.path.isfile(place) else 0}  # noqa: PTH113, PTH202


def _remote_facts(file_system: Any, place: str) -> dict[str, Any]:
    if _is_http(file_system) and place.endswith("/"):
        return {"type": "directory"}  # a page that lists files
    return dict(file_system.info(place))


def _has_pattern(file_system: Any, place: str) -> bool:
    if is_local(file_system) and os.path.lexists(place):
        return False  # a name with brackets that is there is meant as it stands
    return re.search(r"[*\[]" if _is_http(file_system) else r"[*?\[]", place) is not None


def _is_http(file_system: Any) -> bool:
    return "http" in (file_system.protocol if isinstance(file_system.protocol, tuple) else (file_system.protocol,))


def _is_hidden(path: str, root: str, place: str) -> bool:
    return path != place and any(step.startswith(".") for step in path[len(root) :].split("/"))


def _is_decisions(path: str, base: str) -> bool:
    """Say whether a file is what people decided on a register's sources, which is no raw text."""
    return path == f"{base.rstrip('/')}/{DECISIONS}" and os.path.exists(f"{base}/{REGISTER}")  # noqa: PTH110


def _as_utf8(path: str) -> str:
    """Return a path that can be written as UTF-8; bytes of a name that are none are shown as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
