"""Symbolic links in a source's folder: one that leaves the folder is not followed unless the register says so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUTSIDE = (
    "It is a link that leaves the folder of its source, so it is not followed; follow_links = true in the register \
follows it, or name its target in files."
)
INSIDE = "It is a link to a folder that is read already, under its own name, so it is not followed."

REFUSED = "refused"
"""The fact of a place that says why it is not read."""


def with_links(found: dict[str, dict[str, Any]], root: str, place: str, *, follow: bool) -> dict[str, dict[str, Any]]:
    """Return the files of a folder `root` on this machine with what its links are: followed, or why they are not.

    `found` are paths with the facts of the file system, `place` what the register names, which may be a link itself. A
    link to a file in the folder is a file. A link to a folder is followed only out of `root`, and once.
    """
    home = os.path.realpath(root)
    seen = {home}
    within: dict[str, bool] = {}  # whether a folder lies in the source's; a pattern may lead through links
    judged: dict[str, dict[str, Any]] = {}
    for path, facts in found.items():
        folder = path.rpartition("/")[0]
        if folder not in within:
            within[folder] = _is_within(os.path.realpath(folder), home)
        is_plain = facts["type"] == "directory" or (within[folder] and not facts.get("islink"))
        if is_plain or path.rstrip("/") == place.rstrip("/"):
            judged[path] = facts
        else:
            judged.update(_of_link(path, facts, home, seen, follow=follow))
    return judged


def _of_link(
    path: str, facts: dict[str, Any], home: str, seen: set[str], *, follow: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the file that a link is, the files of the folder that it is, or the link with why it is neither."""
    real = os.path.realpath(path)
    is_folder = Path(real).is_dir()
    if _is_within(real, home):
        yield path, facts | {REFUSED: INSIDE} if is_folder else facts
    elif not follow:
        yield path, facts | {REFUSED: OUTSIDE}
    elif not is_folder:
        yield path, facts
    elif any(_is_within(real, known) for known in seen) or _is_within(home, real):
        yield path, facts | {REFUSED: INSIDE}
    else:
        seen.add(real)
        yield from _files_in(path, home, seen)


def _files_in(folder: str, home: str, seen: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.is_symlink():
            facts = {"type": "file", "islink": True, **_size(entry.path)}
            yield from _of_link(entry.path, facts, home, seen, follow=True)
        elif entry.is_dir():
            yield from _files_in(entry.path, home, seen)
        else:
            yield entry.path, {"type": "file", **_size(entry.path)}


def _size(path: str) -> dict[str, int]:
    return {"size": Path(path).stat().st_size if Path(path).is_file() else 0}


def _is_within(real: str, folder: str) -> bool:
    return real == folder or real.startswith(f"{folder.rstrip('/')}/")
