"""When a run ended well the last time, in a file of the dataset's work folder."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reinschrift.project import Project
from reinschrift.snapshot.clean import LAST_RUN
from reinschrift.snapshot.manifest import list_versions, read_manifest


def note_end(project: Project) -> None:
    """Write down that a run ended well now."""
    file = _file(project)
    with suppress(OSError):  # it says less, but the run has ended well
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="ascii")


def last_end(project: Project) -> datetime | None:
    """Return when a run ended well the last time: as written down, else when the latest snapshot was made."""
    with suppress(OSError, ValueError):
        return datetime.fromisoformat(_file(project).read_text(encoding="ascii").strip()).astimezone(UTC)
    storage = project.storage()
    if not list_versions(storage):
        return None
    return datetime.fromisoformat(read_manifest(storage).created).astimezone(UTC)


def is_overdue(project: Project, hours: float) -> bool:
    """Say whether no run has ended well for so many hours."""
    last = last_end(project)
    return last is None or datetime.now(UTC) - last > timedelta(hours=hours)


def _file(project: Project) -> Path:
    return project.output / LAST_RUN
