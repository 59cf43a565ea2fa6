"""Show how far a run is: a bar on a terminal, plain lines elsewhere, nothing if so asked."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

SECONDS_BETWEEN_LINES = 5.0


class Progress(Protocol):
    """What a run tells of itself. Every method may be called from any thread."""

    def begin(self, step: str, total: int) -> None:
        """Say that a step of `total` parts begins."""
        ...

    def advance(self, step: str) -> None:
        """Say that one more part of a step is done."""
        ...

    def note(self, message: str) -> None:
        """Say something worth a line of its own."""
        ...


@contextmanager
def open_progress(*, quiet: bool = False, stream: TextIO | None = None) -> Iterator[Progress]:
    """Give the kind of progress that fits `stream` (standard error by default), for the length of the block."""
    stream = stream or sys.stderr
    if quiet:
        yield SilentProgress()
    elif stream.isatty():
        with _bars(stream) as bars:
            yield TerminalProgress(bars)
    else:
        yield LineProgress(stream)


class SilentProgress:
    """Says nothing."""

    def begin(self, step: str, total: int) -> None:
        """Say nothing."""

    def advance(self, step: str) -> None:
        """Say nothing."""

    def note(self, message: str) -> None:
        """Say nothing."""


class TerminalProgress:
    """One bar a step; rich keeps its own lock."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks = {task.description: task.id for task in bars.tasks}

    def begin(self, step: str, total: int) -> None:
        """Add the step's bar."""
        self._tasks[step] = self._bars.add_task(step, total=total)

    def advance(self, step: str) -> None:
        """Move the step's bar by one."""
        self._bars.advance(self._tasks[step])

    def note(self, message: str) -> None:
        """Print above the bars."""
        self._bars.console.print(message, markup=False, highlight=False)


class LineProgress:
    """A line when a step begins and ends, and every few seconds between: for logs, which keep every line.

    A step of one piece has a line only if it took some seconds.
    """

    def __init__(self, stream: TextIO, seconds_between_lines: float = SECONDS_BETWEEN_LINES) -> None:
        self._stream = stream
        self._pause = seconds_between_lines
        self._lock = threading.Lock()
        self._steps: dict[str, _Step] = {}

    def begin(self, step: str, total: int) -> None:
        """Print the step's name and size."""
        with self._lock:
            now = time.monotonic()
            self._steps[step] = _Step(total, now)
            if total > 1:
                self._line(f"{step}: 0/{total}")

    def advance(self, step: str) -> None:
        """Count one more; print if the last line is old enough, or the step is done."""
        with self._lock:
            state, now = self._steps[step], time.monotonic()
            state.done += 1
            is_done = state.done == state.total and (state.total > 1 or now - state.began >= self._pause)
            if is_done or now - state.reported >= self._pause:
                state.reported = now
                self._line(f"{step}: {state.done}/{state.total} after {now - state.began:.0f} s")

    def note(self, message: str) -> None:
        """Print a line."""
        with self._lock:
            self._line(message)

    def _line(self, text: str) -> None:
        self._stream.write(text + "\n")
        self._stream.flush()


class _Step:
    """How far a step is, and when that was last printed."""

    def __init__(self, total: int, now: float) -> None:
        self.total, self.done = total, 0
        self.began = self.reported = now


def _bars(stream: TextIO) -> Bars:
    columns = (
        TextColumn("{task.description:<12}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=Console(file=stream), redirect_stdout=False, redirect_stderr=False)
