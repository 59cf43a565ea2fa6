"""How far a long step is, shown on the run's page of the Prefect server as a progress artifact."""

from __future__ import annotations

import os
import threading
import time

from reinschrift.run.progress import Progress
from reinschrift.run.server.api import call

LONG_STEP = 4
"""Pieces from which a step is shown."""

SECONDS_BETWEEN = 5.0
"""Seconds between two looks at how far a step is, at least."""


class PageProgress:
    """Passes everything on to another progress, and shows the long steps of a flow run; a server that fails is left."""

    def __init__(self, shown: Progress, flow_run: str | None, pause: float = SECONDS_BETWEEN) -> None:
        self._shown, self._flow_run, self._pause = shown, flow_run, pause
        self._url = os.environ.get("PREFECT_API_URL") if flow_run else None
        self._lock = threading.Lock()
        self._steps: dict[str, _Shown] = {}

    def begin(self, step: str, total: int) -> None:
        """Make the artifact of a long step."""
        self._shown.begin(step, total)
        if self._url and total >= LONG_STEP:
            body = {"type": "progress", "description": f"{step}: {total:,} pieces", "data": 0.0}
            made = self._send("artifacts/", body | {"flow_run_id": self._flow_run})
            if made:
                self._steps[step] = _Shown(made["id"], total, time.monotonic())

    def advance(self, step: str) -> None:
        """Count one more; show it if the last look is old enough, or the step is done."""
        self._shown.advance(step)
        with self._lock:
            state, now = self._steps.get(step), time.monotonic()
            if state is None:
                return
            state.done += 1
            is_due = state.done == state.total or now - state.at >= self._pause
            state.at = now if is_due else state.at
            share = round(100 * state.done / state.total, 1)
        if is_due:
            self._send(f"artifacts/{state.artifact}", {"data": share}, method="PATCH")

    def note(self, message: str) -> None:
        """Pass it on."""
        self._shown.note(message)

    def _send(self, path: str, body: dict[str, object], method: str | None = None) -> dict[str, str] | None:
        """Return the server's answer; none where it gives none: from then on it is not asked again."""
        if not self._url:
            return None
        try:
            answer: dict[str, str] | None = call(self._url, path, body, method=method)
        except (OSError, ValueError):
            self._url = None
            return None
        return answer


class _Shown:
    """How far a step is, and when that was last shown."""

    def __init__(self, artifact: str, total: int, now: float) -> None:
        self.artifact, self.total, self.done, self.at = artifact, total, 0, now
