"""Run a module as the main program of a process that ends when its parent does.

`python -m reinschrift.run.server.die_with_parent FD MODULE …`: FD is the read end of a pipe that the parent holds open
and never writes to.
However the parent ends, SIGKILL included, the system closes its end, and that is the signal.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

from reinschrift.run.server.own_name import answer_by_own_name

PATIENCE = 15.0
"""Seconds the module has to end well before it is ended."""


def run_tethered(handle: int, module: str, arguments: list[str]) -> None:
    """Run `module` with `arguments` until it ends or the other end of the pipe `handle` is closed."""
    threading.Thread(target=_end_with, args=(handle,), name="end-with-parent", daemon=True).start()
    answer_by_own_name()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _end_with(handle: int) -> None:
    os.read(handle, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE)
    os._exit(1)


if __name__ == "__main__":
    run_tethered(int(sys.argv[1]), sys.argv[2], sys.argv[3:])
