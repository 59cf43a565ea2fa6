"""Let the loops inside a Prefect server rest longer where no setting of its does: what a server costs that waits.

Called in the server's own process, before Prefect is imported there. Each loop that is known is changed, and where a
later version has it no longer, nothing is.
"""

from __future__ import annotations

import asyncio
import importlib
from datetime import timedelta
from functools import partialmethod
from typing import Any

REST = 5.0
"""Seconds between two looks whether a service is due; all are due every quarter of a minute at most."""
HEARTBEAT = timedelta(seconds=60)
"""How often the one worker of the services reports that it lives, to itself."""
TICK = 1.0
"""Seconds between two looks whether the server was asked to end."""


def rest_longer() -> None:
    """Change the loops of the services' queue and of the web server in this process."""
    rest = timedelta(seconds=REST)
    worker = importlib.import_module("docket.worker").Worker
    worker.__init__ = partialmethod(worker.__init__, minimum_check_interval=rest, scheduling_resolution=rest)
    if hasattr(worker, "_cancellation_listener"):
        worker._cancellation_listener = _wait_for_the_end  # noqa: SLF001  # there is no other way in
    docket = importlib.import_module("docket.docket").Docket
    docket.__init__ = partialmethod(docket.__init__, heartbeat_interval=HEARTBEAT)
    importlib.import_module("uvicorn.server").Server.main_loop = _tick


async def _wait_for_the_end(worker: Any) -> None:
    # Ten times a second docket asks whether a service was cancelled. Prefect's server cancels none.
    session = worker._processing_session  # noqa: SLF001  # likewise
    if session is not None:
        session.cancellation_ready.set()
        await session.stopping.wait()


async def _tick(server: Any) -> None:
    # The server looks ten times a second, and writes the time into the head of its answers at every tenth.
    while not await server.on_tick(0):  # noqa: ASYNC110  # what it looks for is no event
        await asyncio.sleep(TICK)
