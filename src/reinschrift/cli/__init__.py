"""The command line: each command in a few lines, everything heavy imported when it is needed."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

import click

from reinschrift import __version__
from reinschrift.cli import (
    answering,
    asking,
    beginning,
    building,
    changing,
    completing,
    inspecting,
    judging,
    looking,
    signing,
)
from reinschrift.cli.options import Commands
from reinschrift.imports import collect_rarely, import_little

__all__ = ["main", "start"]

NO_HOME = "/nonexistent"  # as in Debian's passwd; nothing is written there


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="reinschrift")
def main() -> None:
    """Raw text in, a clean, versioned and validated Parquet dataset out."""


for room in (beginning, building, inspecting, looking, asking, answering, judging, changing, signing, completing):
    for command in room.COMMANDS:
        main.add_command(command)


def start() -> None:
    """Run the command line in a process of its own."""
    status = _ExitStatus()
    atexit.register(status.leave)  # the first to be registered is the last to be called
    collect_rarely()
    if os.path.expanduser("~") == "~":  # noqa: PTH111  # Path.home() would raise
        os.environ["HOME"] = NO_HOME  # a container's user that passwd does not know; Prefect asks for a home at import
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        import_little()
    try:
        main(prog_name="reinschrift")
        status.code = 0
    except SystemExit as ended:
        status.code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        raise


class _ExitStatus:
    """The status that the process ends with: 1 unless the command line has ended as it should."""

    code = 1

    def leave(self) -> None:
        """End the process once all else that ends with it has ended.

        Arrow's threads may still run when its own destructors are called: now and then this aborts a process whose
        work is done, with status 134 (apache/arrow issue 34314).
        """
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError, AttributeError):
                stream.flush()
        os._exit(self.code)
