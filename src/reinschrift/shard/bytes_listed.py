"""How much there is to read, as far as that is known without opening a file."""

from __future__ import annotations

from reinschrift.project import Project
from reinschrift.sources.listing import places_of
from reinschrift.storage import is_address


def are_files_larger(project: Project, n_bytes: int) -> bool:
    """Say whether the files of all sources have more bytes than this. Raises `SourceError` for those not there.

    Those of a remote source count as more: the plan lists them, and each listing is many requests.
    """
    total = 0
    for source in project.sources():
        if any(is_address(place) for place in (source.base, *source.files)):
            return True
        total += sum(place.facts.get("size") or 0 for place in places_of(source))
        if total > n_bytes:
            return True
    return False
