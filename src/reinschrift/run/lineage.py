"""The OpenLineage events of a run: its start and its end, to a file of the dataset and, if set, to a server.

An event that cannot be written or sent never fails the run.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reinschrift.errors import ConfigError
from reinschrift.export.lineage import FILE, Occurrence, event, events_of, facet, runs_of
from reinschrift.project import Project
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.storage import LocalStorage
from reinschrift.text.visible import visible

EVENTS = "work/lineage.jsonl"
"""Where the events of all runs are, in the dataset's folder or, of one in an object store, in the copy here."""
MOST_BYTES = 8 << 20
"""Of more the oldest events go; beside each snapshot its own stay. An event with a thousand files has some 200 kB."""
KEY = "OPENLINEAGE_API_KEY"
"""Environment: sent to the server as `Authorization: Bearer …`."""


@dataclass
class RunLineage:
    """The lineage of a run that is under way."""

    project: Project
    run: str = field(default_factory=lambda: str(uuid.uuid4()))
    _problems: set[str] = field(default_factory=set)
    """What was in the way of an event so far: each is printed once a run."""

    def end(self, summary: Mapping[str, Any]) -> None:
        """Say that the run ended well: of a new snapshot with its inputs, tables, columns and validation."""
        try:
            if summary["is_new"]:
                _, *found = self._of_snapshot(summary["version"])  # the first one tells of the start
                self._emit([one | {"eventTime": _now()} for one in found])
            else:
                self._emit([self._event("COMPLETE")])
        except Exception as error:  # noqa: BLE001  # whatever it is, the run is more important
            self._warn(error)

    def _of_snapshot(self, version: str) -> list[dict[str, Any]]:
        """Return the events of a new snapshot as those of this run; they lie beside it, else they are made."""
        storage = self.project.storage()
        place = f"snapshots/{version}/{FILE}"
        if not storage.exists(place):
            return events_of(storage, read_manifest(storage, version), self.run)
        written = [json.loads(line) for line in storage.read(place).decode().splitlines()]
        runs = dict(zip(dict.fromkeys(one["run"]["runId"] for one in written), runs_of(self.run), strict=True))
        return [one | {"run": one["run"] | {"runId": runs[one["run"]["runId"]]}} for one in written]

    def begin(self) -> None:
        """Say that the run has begun."""
        self._emit([self._event("START")])

    def fail(self, error: BaseException) -> None:
        """Say what ended the run."""
        kind = "FAIL" if isinstance(error, Exception) else "ABORT"
        what = facet("ErrorMessageRunFacet", message=visible(str(error)) or type(error).__name__,
                     programmingLanguage="PYTHON")  # fmt: skip
        self._emit([self._event(kind, {"errorMessage": what})])

    def _event(self, kind: str, facets: Mapping[str, Any] | None = None) -> dict[str, Any]:
        settings = self.project.settings.model_dump(mode="json")
        return event(settings, Occurrence(self.project.dataset, kind, _now(), self.run), facets=facets)

    def _emit(self, events: Sequence[Mapping[str, Any]]) -> None:
        for way in (self._write, self._send):
            try:
                way(events)
            except Exception as error:  # noqa: BLE001  # likewise
                self._warn(error)

    def _warn(self, error: Exception) -> None:
        what = visible(str(error)) or type(error).__name__
        if what not in self._problems:
            self._problems.add(what)
            print(f"The lineage of this run could not be written: {what}", file=sys.stderr, flush=True)  # noqa: T201

    def _write(self, events: Sequence[Mapping[str, Any]]) -> None:
        place = self.project.output / EVENTS
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(one, sort_keys=True)}\n" for one in events)
        if place.stat().st_size > MOST_BYTES:
            _shorten(place)

    def _send(self, events: Sequence[Mapping[str, Any]]) -> None:
        settings = self.project.settings.lineage
        if settings.url is None:
            return
        transport = _transport(settings.url, settings.timeout)
        for one in events:
            transport.emit(dict(one))


@contextmanager
def lineage_of_run(project: Project) -> Iterator[RunLineage]:
    """Tell of a run's start, and of what ends the block if that is no good end; `end` tells of a good one."""
    lineage = RunLineage(project)
    lineage.begin()
    try:
        yield lineage
    except BaseException as error:
        lineage.fail(error)
        raise


def _shorten(place: Path) -> None:
    """Leave the newest events, half of what may be there; at least the last one."""
    left, lines = MOST_BYTES // 2, place.read_bytes().splitlines(keepends=True)
    first = len(lines) - 1
    while first > 0 and (left := left - len(lines[first])) >= len(lines[first - 1]):
        first -= 1
    LocalStorage(place.parent).write(place.name, b"".join(lines[first:]))


_RETRY = {"total": 2, "backoff_factor": 0.3, "status_forcelist": [500, 502, 503, 504], "allowed_methods": ["POST"]}
"""A second or less for a server that is away: the file has the events, and the run should not wait for the server."""


def _transport(url: str, timeout: float) -> Any:
    """Return what the official client sends events with; it is imported only where a server is set."""
    try:
        http = importlib.import_module("openlineage.client.transport.http")
    except ImportError as error:
        raise ConfigError(
            "The client of OpenLineage is not installed: pip install reinschrift[openlineage]."
        ) from error
    config: dict[str, Any] = {"url": url, "timeout": timeout, "retry": _RETRY}
    if key := os.environ.get(KEY):
        config["auth"] = {"type": "api_key", "apiKey": key}
    return http.HttpTransport(http.HttpConfig.from_dict(config))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
