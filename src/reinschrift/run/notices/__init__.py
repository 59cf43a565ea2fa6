"""Notices: tell people and programs how a run ended. A notice that cannot be sent never fails the run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from reinschrift.errors import LossError
from reinschrift.project import Project
from reinschrift.run.notices.last_run import note_end
from reinschrift.run.notices.message import Notice, notice_of_end, notice_of_failure
from reinschrift.run.notices.ways import ways_of
from reinschrift.text.visible import visible

_SENT = "notice_is_sent"

__all__ = ["Notice", "send", "send_end", "sent_on_failure"]


def send_end(project: Project, summary: Mapping[str, Any]) -> None:
    """Write down that a run ended well, and tell of it."""
    note_end(project)
    send(project, notice_of_end(summary))


@contextmanager
def sent_on_failure(project: Project) -> Iterator[None]:
    """Tell, once, of whatever ends the block, and let it pass on: also a signal of the system to end.

    Who ends it by Ctrl-C knows.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if not getattr(error, _SENT, False):
            with suppress(AttributeError):  # an exception that takes no attributes is told of twice
                setattr(error, _SENT, True)
            event = "stopped" if isinstance(error, LossError) else "failed"
            send(project, notice_of_failure(project, event, error))
        raise


def send(project: Project, notice: Notice, *, wanted: bool = False) -> list[str]:
    """Send a notice in all ways that the settings name; return what failed, which is printed as well.

    `wanted`: send it even if `notify.on` leaves its event out.
    """
    settings = project.settings.notify
    if notice.event not in settings.on and not wanted:
        return []
    failures = []
    for name, way in ways_of(settings):
        try:
            way(notice)
        except Exception as error:  # noqa: BLE001  # whatever it is, the run is more important
            failures.append(f"A notice could not be sent by {name}: {visible(str(error)) or type(error).__name__}")
            print(failures[-1], file=sys.stderr, flush=True)  # noqa: T201  # there is nobody else to tell
    return failures
