"""What is done when the Prefect server ends before the run that it tells of."""

from __future__ import annotations

import logging
import queue
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reinschrift.errors import ReinschriftError, ServerLostError
from reinschrift.run.server.api import is_healthy
from reinschrift.run.server.find import Server
from reinschrift.run.server.process import LOG

SECONDS = 10.0
"""How long the messages that are being sent to a server that is gone are waited for."""


@contextmanager
def naming_loss(server: Server, home: Path) -> Iterator[None]:
    """Make one error of all that fails in the block since its server is gone: `ServerLostError`.

    Prefect keeps each message for the server and tries it for seconds: they are dropped, so that the process can end.
    """
    printed, logging.raiseExceptions = logging.raiseExceptions, False  # Prefect's handler prints what it cannot send
    try:
        yield
    except ReinschriftError:
        raise
    except Exception as error:
        if is_healthy(server.url):
            raise
        printed = False  # it prints so as the process ends, too
        _drop_messages()
        raise _lost(server, home) from error
    finally:
        logging.raiseExceptions = printed


def _lost(server: Server, home: Path) -> ServerLostError:
    is_ours = server.pid is not None
    return ServerLostError(
        "The Prefect server ended in the middle of the run.",
        hint=f"{'Run' if is_ours else 'Start it and run'} the command again: it goes on where this run stopped.",
        context={"server": server.url} | ({"log": home / LOG} if is_ours else {}),
    )


def _drop_messages() -> None:
    """Empty the queues of Prefect's services, which would try each message for seconds as the process ends."""
    for name in ("prefect._internal", "prefect._internal.concurrency"):
        logging.getLogger(name).disabled = True  # what is still tried fails, too
    services = sys.modules.get("prefect._internal.concurrency.services")
    active = list(getattr(services, "_active_services", ()))
    for service in active:
        waiting: queue.Queue[object] = service._queue  # noqa: SLF001  # Prefect has no other way
        while not waiting.empty():
            waiting.get_nowait()
            waiting.task_done()
    for kind in {type(service) for service in active}:
        kind.drain_all(timeout=SECONDS, at_exit=False)
