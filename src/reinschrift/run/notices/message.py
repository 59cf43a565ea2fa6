"""What a notice says: the same as values, for programs, and as a subject and some lines, for people."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from reinschrift import __version__
from reinschrift.errors import ReinschriftError
from reinschrift.project import Project
from reinschrift.snapshot.guards import largest_changes
from reinschrift.text.counted import counted
from reinschrift.text.visible import visible

LONGEST = 2_000
"""Characters of a failure's text."""
PARTS = ("sources", "languages")
MOST_CHANGES = 8
"""Sources, and languages, that a notice names: those that changed most."""


class Notice(NamedTuple):
    """What happened to a dataset."""

    event: str
    """`failed`, `stopped`, `published`, `unchanged` or `overdue`."""
    dataset: str
    subject: str
    """One line."""
    lines: tuple[str, ...]
    details: Mapping[str, Any]
    """What programs may want of it: version, counts, difference, error."""
    at: str
    """When it was written, in UTC."""

    def values(self) -> dict[str, Any]:
        """Return the notice as plain values."""
        return {
            "event": self.event,
            "dataset": self.dataset,
            "subject": self.subject,
            "text": self.text(),
            "at": self.at,
            "host": socket.gethostname(),
            "reinschrift": __version__,
            **self.details,
        }

    def text(self) -> str:
        """Return the lines for people."""
        return "\n".join(self.lines)


def notice_of_end(summary: Mapping[str, Any]) -> Notice:
    """Return the notice of a run's summary: a new snapshot, or nothing new."""
    dataset, version = summary["dataset"], summary["version"]
    kept, read = summary["counts"]["kept"], summary["counts"]["read"]
    details = {
        name: summary.get(name) for name in ("version", "parent", "folder", "difference", "losses", "drift", "seconds")
    }
    details["counts"] = {"read": dict(read), "kept": dict(kept)}
    details["bad_files"] = len(summary.get("bad_files", ()))
    if not summary["is_new"]:
        line = f"The latest snapshot, {version}, holds what a rebuild would make."
        return Notice("unchanged", dataset, f"{dataset}: nothing new", (line,), details, _now())
    change = summary.get("difference")
    against = f" ({change['documents']:+,} against {summary['parent']})" if change else ""
    lines = [
        f"{kept['documents']:,} of {read['documents']:,} documents kept{against}, {kept['chars']:,} characters.",
        *(f"{kind}: {line}" for kind in PARTS if change and (line := largest_changes(change, kind, MOST_CHANGES))),
        *(f"lost: {loss}" for loss in summary.get("losses", ())),
        *(f"changed: {one}" for one in summary.get("drift", ())),
        *(f"not read: {one}" for one in list(summary.get("not_read", ()))[:10]),
        f"It is in {summary['folder']}.",
    ]
    subject = f"{dataset} {version}: {counted(kept['documents'], 'document')}{against}"
    return Notice("published", dataset, subject, tuple(map(visible, lines)), details, _now())


def notice_of_failure(project: Project, event: str, error: BaseException) -> Notice:
    """Return the notice of what ended a run."""
    named = isinstance(error, ReinschriftError)
    text = str(error) if named else f"{type(error).__name__}: {error}"
    if isinstance(error, SystemExit):
        text = "It was told to end before it was done."
    lines = tuple(visible(line) for line in text[:LONGEST].splitlines()) or (type(error).__name__,)
    verb = "was stopped by a guard" if event == "stopped" else "failed"
    details: dict[str, Any] = {
        "error": {
            "type": type(error).__name__,
            "message": visible(getattr(error, "message", text)[:LONGEST]),
            "hint": getattr(error, "hint", ""),
            "context": {name: visible(str(value)) for name, value in getattr(error, "context", {}).items()},
        },
        "folder": project.place,
    }
    return Notice(event, project.dataset, f"{project.dataset}: the rebuild {verb}", lines, details, _now())


def notice_of_silence(project: Project, last: datetime | None, hours: float) -> Notice:
    """Return the notice that no run has ended well for longer than it should be."""
    since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "so far"
    line = f"No rebuild has ended well {since}; one is expected every {hours:g} hours. It is in {project.place}."
    details = {"last": last.isoformat(timespec="seconds") if last else None, "folder": project.place}
    return Notice("overdue", project.dataset, f"{project.dataset}: no rebuild {since}", (line,), details, _now())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
