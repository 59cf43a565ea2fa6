"""Makes sources of what lies in a folder or a file: one for each folder, with the formats and fields that are there."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift.errors import InputError, SourceError
from reinschrift.new_project.recognise_fields import Fields, recognise_fields
from reinschrift.new_project.sample_records import first_records
from reinschrift.settings.names import as_name
from reinschrift.sources.find_files import Place
from reinschrift.sources.formats import recognise
from reinschrift.sources.links import REFUSED
from reinschrift.sources.listing import places_of
from reinschrift.sources.opening import head_of
from reinschrift.sources.register import Source, sources_of_paths

MOST_SOURCES = 20
"""Folders in a folder that become sources of their own; of more, the folder is one source."""
MOST_FILES = 500
"""Files of a source whose beginnings are looked at."""
N_SAMPLED = 3
"""Files of each format whose records are looked at."""


class Found(NamedTuple):
    """A source, and what was seen of its files."""

    name: str
    files: str
    """As the register may name them: an absolute path, one with a pattern, or an address."""
    formats: Mapping[str, int]
    """Files by format, the most frequent first."""
    bad: Sequence[tuple[str, str]]
    """Files that no reader takes: path and reason."""
    n_unseen: int
    """Files that were not looked at."""
    fields: Fields


def find_sources(paths: Sequence[str], register: Path) -> list[Found]:
    """Return the sources that make up `paths`, folders, files and addresses, in their order.

    Raises `SourceError` for a path that is not there, for a folder without files, and for one that would be read with
    the file `register` in it.
    """
    taken: Counter[str] = Counter()
    found = []
    for path in dict.fromkeys(each if "://" in each else os.path.realpath(each) for each in paths):
        for entry in _entries(path):
            if register.is_relative_to(entry.removesuffix("/*")):
                raise SourceError(
                    "The new project's own files lie among those to be read.",
                    hint="Put the texts into a folder of their own, e.g. raw/texts, or begin in another folder.",
                    context={"folder": entry.removesuffix("/*")},
                )
            source = _source_of(entry)
            taken[source.name] += 1
            name = source.name if taken[source.name] == 1 else f"{source.name}-{taken[source.name]}"
            found.append(_looked_at(source, name, entry))
    return found


def _entries(path: str) -> list[str]:
    """Return what the sources of a path name: the path, or each folder in it and the files beside them."""
    if "://" in path or not os.path.isdir(path):  # noqa: PTH112  # Path would raise for a name that no file can have
        return [path]
    shown = [each for each in sorted(Path(path).iterdir()) if not each.name.startswith(".")]
    folders = [str(each) for each in shown if each.is_dir() and any(each.iterdir())]
    if not folders or len(folders) > MOST_SOURCES:
        return [path]
    return [*([f"{path}/*"] if any(each.is_file() for each in shown) else []), *folders]


def _source_of(entry: str) -> Source:
    if not entry.endswith("/*"):
        (source,) = sources_of_paths([entry])
        return source
    folder = entry.removesuffix("/*")
    name = as_name(folder.rpartition("/")[2], "source")
    return Source(name=name, base=folder, files=("*",), license="unknown")


def _looked_at(source: Source, name: str, entry: str) -> Found:
    places = places_of(source)
    formats: dict[str, list[Place]] = {}
    bad = []
    for place in places[:MOST_FILES]:
        try:
            if REFUSED in place.facts:
                bad.append((place.path, str(place.facts[REFUSED])))
            else:
                formats.setdefault(recognise(place.path, head_of(place.address).unpacked), []).append(place)
        except InputError as error:
            bad.append((place.path, error.message))
    records: list[Mapping[str, Any]] = []
    for form, those in formats.items():
        for place in those[:N_SAMPLED]:
            records += first_records(place.address, form)
    counts = dict(sorted(((form, len(those)) for form, those in formats.items()), key=lambda item: (-item[1], item[0])))
    return Found(name, entry, counts, bad, max(0, len(places) - MOST_FILES), recognise_fields(records))
