"""The settings of notices: who is notified how a run ended; none of them changes a byte of the data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from reinschrift.settings.stages import Section

Event = Literal["failed", "stopped", "published", "unchanged", "overdue"]


class NotifySettings(Section):
    """[notify]: who is notified of how a run ended. Passwords come from the environment (`docs/operations.md`)."""

    on: tuple[Event, ...] = ("failed", "stopped", "published", "overdue")
    """Of what: a run failed, a guard stopped it, a new snapshot was published, there was nothing new (`unchanged`), or
    no run has ended for too long (`overdue`)."""
    command: tuple[str, ...] = ()
    """A program with its arguments, e.g. `["logger", "-t", "corpus"]`; the notice is its standard input, as JSON."""
    webhook: str | None = Field(default=None, pattern=r"^https?://")
    """An address that is sent the notice as JSON."""
    email_to: tuple[str, ...] = ()
    """Who gets it as e-mail."""
    email_from: str = "reinschrift@localhost"
    """From whom the e-mails come."""
    smtp: str = Field(default="localhost:25", pattern=r"^.+:\d{1,5}$")
    """The mail server, as `host:port`. Port 465 speaks TLS from the start, others begin it where it is offered."""
    overdue_hours: float = Field(default=26.0, gt=0)
    """After how many hours without a run that ended well `reinschrift overdue` sends its notice."""
    timeout: float = Field(default=10.0, gt=0, le=600)
    """Seconds that each way may take, a try."""
