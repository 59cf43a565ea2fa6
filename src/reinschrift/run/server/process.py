"""Start one Prefect server process and know it when it answers; none of it imports Prefect."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from reinschrift.errors import ConfigError
from reinschrift.run.server.api import home_of, is_healthy
from reinschrift.run.server.secret import close_folder, make_secret, read_secret

HOST = "127.0.0.1"
LOG = "server.log"
EARLIER_LOG = "server.earlier.log"
STOP_TIMEOUT = 20.0
ATTEMPTS = 3
"""Another program may take the port between our look and the server's."""

# Written in one transaction, not one each: a quarter of the CPU time a task, and the history is there a second after
# the run instead of twenty.
BATCHES = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "100",
}
# Nothing leaves the machine: neither the server, nor the client, nor the pages of the UI call out.
NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}
# Its loops look seldom: what they look for (late, cancelled, paused runs) is no matter of seconds here, and a server
# that waits costs next to nothing. A new schedule is seen at once by another loop.
CALM = {
    f"PREFECT_SERVER_SERVICES_{service}_LOOP_SECONDS": seconds
    for service, seconds in {
        "CANCELLATION_CLEANUP": "60",
        "CLEANUP_RECONCILER": "60",
        "FOREMAN": "60",
        "LATE_RUNS": "60",
        "PAUSE_EXPIRATIONS": "60",
        "REPOSSESSOR": "60",
        "SCHEDULER_RECENT_DEPLOYMENTS": "15",
    }.items()
}
# Whether an automation waits in vain for an event is looked at every minute, not every five seconds.
CALM["PREFECT_SERVER_EVENTS_PROACTIVE_GRANULARITY"] = "PT60S"
# `serve` asks for runs that are due twice as seldom as Prefect does; a nightly rebuild may begin some seconds late.
CALM["PREFECT_RUNNER_POLL_FREQUENCY"] = "20"
# A server for one run keeps its history; schedules and pages are the lasting server's work.
ONE_RUN = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED": "false",
    "PREFECT_SERVER_UI_ENABLED": "false",
}


def environment(home: Path, url: str, console_level: str = "WARNING") -> dict[str, str]:
    """Return the environment variables a process needs to work with the server at `url`.

    What the user has set stays as it is, but for the home, the address, and what lets nobody else in.
    """
    ours = {
        **BATCHES,
        **NO_TELEMETRY,
        **CALM,
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": console_level,  # the UI keeps every line
        "PREFECT_INTERNAL_LOGGING_LEVEL": console_level,
        "PREFECT_CLIENT_MAX_RETRIES": "3",  # a quarter of a minute, not one: who has not answered by then is gone
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "true",  # history of 90 days, not of all time
    }
    proxy_free = ",".join(filter(None, [os.environ.get("NO_PROXY", os.environ.get("no_proxy")), HOST, "localhost"]))
    return {
        **{name: os.environ.get(name, value) for name, value in ours.items()},
        **({} if os.environ.get("PREFECT_API_URL") == url else _let_in(home)),  # else it is the user's own server
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": url,
        "NO_PROXY": proxy_free,
        "no_proxy": proxy_free,
    }


def _let_in(home: Path) -> dict[str, str]:
    """Return what lets a client in; none where the home has no secret, so no server of ours."""
    secret = read_secret(home)
    return {"PREFECT_API_AUTH_STRING": secret, "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true"} if secret else {}


def _keep_out(home: Path, url: str) -> dict[str, str]:
    """Return what makes a server let in nobody but who knows the secret, and no page but its own."""
    return {
        "PREFECT_SERVER_API_AUTH_STRING": make_secret(home),
        "PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": url.removesuffix("/api"),
    }


@dataclass(frozen=True)
class Wish:
    """What a start should keep to."""

    port: int | None
    timeout: float


def start_process(
    home: Path, module: Sequence[str], more: dict[str, str], handles: tuple[int, ...], wish: Wish
) -> tuple[subprocess.Popen[bytes], str]:
    """Run `python -m MODULE server start` until it answers; return the process and the address of its API.

    Args:
        home: the server's folder; its log goes there too.
        module: what to run, with arguments that come before `server start`.
        more: environment variables over those of `environment`.
        handles: open file handles that the process inherits.
        wish: port to try first, and seconds to wait.

    Raises `ConfigError`, with the end of the log, if it does not answer in time.
    """
    deadline = time.monotonic() + wish.timeout
    close_folder(home)
    with _new_log(home) as log:
        for attempt in range(ATTEMPTS):
            port = _free_port(wish.port if attempt == 0 else None)
            url = f"http://{HOST}:{port}/api"
            keep_out = _keep_out(home, url)
            process = subprocess.Popen(  # noqa: S603  # our own interpreter, our own arguments
                [sys.executable, "-m", *module, "server", "start", "--host", HOST, "--port", str(port)],
                env=os.environ | environment(home, url) | keep_out | more,
                cwd=home,  # Prefect reads .env and pyproject.toml of its working folder; here are none
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in our terminal is not meant for it
                pass_fds=handles,
            )
            if _comes_up(process, home, url, deadline):
                return process, url
            end_process(process)
            if time.monotonic() > deadline:
                break
    raise ConfigError(
        "The local Prefect server does not start.",
        hint="Its log says why. More time: --set run.start_timeout=600. Another server: set PREFECT_API_URL.",
        context={"log": home / LOG, "last lines": _tail(home / LOG)},
    )


def _comes_up(process: subprocess.Popen[bytes], home: Path, url: str, deadline: float) -> bool:
    try:
        while process.poll() is None and time.monotonic() < deadline:
            if is_server_of(home, url):
                return True
            time.sleep(0.1)
    except BaseException:  # Ctrl-C while waiting
        end_process(process)
        raise
    return False


def is_server_of(home: Path, url: str) -> bool:
    """Say whether a server answers at `url`, and is this home's.

    Another project's server may have taken a port that was ours; the home tells them apart.
    """
    return is_healthy(url) and home_of(url, read_secret(home)) == home.resolve()


def end_process(process: subprocess.Popen[bytes]) -> None:
    """Ask a process to end, wait, and in the end make it."""
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _new_log(home: Path) -> IO[bytes]:
    with suppress(FileNotFoundError):
        (home / LOG).replace(home / EARLIER_LOG)
    return (home / LOG).open("wb")


def _tail(log: Path, lines: int = 5) -> str:
    return " | ".join(log.read_text(encoding="utf-8", errors="replace").split("\n")[-lines - 1 :]).strip()


def _free_port(wished: int | None) -> int:
    for port in (wished, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise ConfigError("No port is free on this machine.", hint="Set PREFECT_API_URL to a server that runs already.")
