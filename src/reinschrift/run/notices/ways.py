"""The ways of a notice: a program, a webhook, an e-mail. Each raises what kept it from going."""

from __future__ import annotations

import json
import os
import smtplib
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from reinschrift.errors import ConfigError
from reinschrift.run.notices.message import Notice
from reinschrift.settings.notify import NotifySettings

TOKEN = "REINSCHRIFT_WEBHOOK_TOKEN"  # noqa: S105  # the name of a variable
"""Environment: sent to the webhook as `Authorization: Bearer …`."""
SMTP_USER, SMTP_PASSWORD = "REINSCHRIFT_SMTP_USER", "REINSCHRIFT_SMTP_PASSWORD"
TRIES = 3
TLS_PORT = 465
HERE = ("localhost", "127.0.0.1", "[::1]")
MAY_PASS = 500
"""Answers of a web server from here on may pass; those below say that the notice itself is refused."""


def ways_of(settings: NotifySettings) -> Iterator[tuple[str, Callable[[Notice], None]]]:
    """Yield each way that the settings name: what it is called, and what sends a notice by it."""
    if settings.command:
        yield "command", lambda notice: run_command(notice, settings)
    if settings.webhook:
        yield "webhook", lambda notice: post(notice, settings)
    if settings.email_to:
        yield "e-mail", lambda notice: mail(notice, settings)


def run_command(notice: Notice, settings: NotifySettings) -> None:
    """Run the program with the notice, as JSON, on its standard input."""
    done = subprocess.run(  # noqa: S603  # the program that the project's own settings name
        list(settings.command), input=_json(notice), capture_output=True, timeout=settings.timeout, check=False
    )
    if done.returncode:
        text = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise ConfigError(f"{settings.command[0]} ended with {done.returncode}: {text}")


def post(notice: Notice, settings: NotifySettings, pause: float = 1.0) -> None:
    """Send the notice, as JSON, to the webhook; tried again where that may help."""
    head = {"Content-Type": "application/json", "User-Agent": "reinschrift"}
    if token := os.environ.get(TOKEN):
        head["Authorization"] = f"Bearer {token}"
    request = urllib.request.Request(str(settings.webhook), _json(notice), head, method="POST")  # noqa: S310  # http(s)
    for number in range(1, TRIES + 1):
        try:
            with urllib.request.urlopen(request, timeout=settings.timeout):  # noqa: S310  # likewise
                return
        except urllib.error.HTTPError as error:
            if error.code < MAY_PASS or number == TRIES:
                raise ConfigError(f"{settings.webhook} answers {error.code} {error.reason}") from error
        except OSError as error:
            if number == TRIES:
                raise ConfigError(f"{settings.webhook} cannot be reached: {error}") from error
        time.sleep(pause * number)


def mail(notice: Notice, settings: NotifySettings) -> None:
    """Send the notice as an e-mail of plain text."""
    message = EmailMessage()
    message["Subject"] = f"[{notice.event}] {notice.subject}"
    message["From"] = settings.email_from
    message["To"] = ", ".join(settings.email_to)
    message.set_content(notice.text() + "\n")
    host, _, port = settings.smtp.rpartition(":")
    is_closed = int(port) == TLS_PORT
    kind = smtplib.SMTP_SSL if is_closed else smtplib.SMTP
    with kind(host.strip("[]"), int(port), timeout=settings.timeout) as server:
        server.ehlo()
        if not is_closed and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            is_closed = True
        if user := os.environ.get(SMTP_USER):
            if not is_closed and host not in HERE:
                raise ConfigError(f"{host} offers no TLS, so no password is sent to it")
            server.login(user, os.environ.get(SMTP_PASSWORD, ""))
        server.send_message(message)


def _json(notice: Notice) -> bytes:
    return json.dumps(notice.values(), ensure_ascii=False).encode()
