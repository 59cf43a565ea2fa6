"""One step of a run over many named pieces of work, each done on a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from typing import Any

from reinschrift.errors import ReinschriftError, worth_a_retry
from reinschrift.run.executors import Executor, run_on
from reinschrift.run.progress import Progress


class Step:
    """A function and the arguments of its pieces by name, with where they run and who shows the progress.

    A task is given the step and a piece's name: the orchestrator looks into everything it is handed, and a piece may
    list thousands of files.
    """

    def __init__(
        self, name: str, function: Callable[..., Any], pieces: Mapping[str, tuple[Any, ...]], executor: Executor,
        progress: Progress,
    ) -> None:  # fmt: skip
        self.name = name
        self.names = tuple(pieces)
        self._function = function
        self._pieces = dict(pieces)
        self._executor = executor
        self._progress = progress
        progress.begin(name, len(self.names))

    def run(self, piece: str) -> Any:
        """Do one piece on a worker, wait, and return its result."""
        try:
            result = run_on(self._executor, self._function, *self._pieces[piece])
        except ReinschriftError as error:
            if worth_a_retry(error):
                self._progress.note(f"{self.name} {piece} failed, and is tried again if it may be: {error.message}")
            raise
        self._progress.advance(self.name)
        return result


def run_piece(step: Step, piece: str) -> Any:
    """Do one piece of a step: the function behind every mapped task."""
    return step.run(piece)


def is_worth_a_retry(task: Any, task_run: Any, state: Any) -> bool:  # noqa: ARG001  # the parameters are Prefect's
    """Say whether a failed task may succeed if done again; what Prefect asks before a retry.

    Work that was given up is not done again, and neither is what failed for a reason that stays.
    """
    error = state.data
    return isinstance(error, Exception) and not isinstance(error, CancelledError) and worth_a_retry(error)
