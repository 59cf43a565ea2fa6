"""Work whose worker died: one error for it, whichever executor noticed."""

from __future__ import annotations

from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from typing import Any

from reinschrift.errors import WorkerLostError


def lost(cause: BaseException) -> WorkerLostError:
    """Return the error of work whose worker died."""
    error = WorkerLostError(
        "A worker process died at its work; most often the system killed it for want of memory.",
        hint="If it happens again, use fewer workers (--set run.workers=1) or smaller shards (snapshot.shard_mb).",
    )
    error.__cause__ = cause
    return error


def forwarded(inner: Future[Any], when_lost: type[BaseException]) -> Future[Any]:
    """Return a future that ends as a cluster's does, with our error for a worker's death, and that can be cancelled."""
    outer: Future[Any] = Future()

    def end(done: Future[Any]) -> None:
        with suppress(InvalidStateError):  # it was given up meanwhile
            if done.cancelled():
                outer.cancel()
            elif (error := done.exception()) is None:
                outer.set_result(done.result())
            else:
                outer.set_exception(lost(error) if isinstance(error, when_lost) else error)

    inner.add_done_callback(end)
    return outer
