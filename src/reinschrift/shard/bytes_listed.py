"""How much there is to read, as far as that is known without opening a file."""

from __future__ import annotations

from reinschrift.project import Project
from reinschrift.sources.listing import places_of


def are_files_larger(project: Project, n_bytes: int) -> bool:
    """Say whether the files of all sources have more bytes than this. Raises `SourceError` for those not there."""
    total = 0
    for source in project.sources():
        total += sum(place.facts.get("size") or 0 for place in places_of(source))
        if total > n_bytes:
            return True
    return False
