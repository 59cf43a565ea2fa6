"""Ask a Prefect server over HTTP, without importing Prefect: health, crashed runs, history written."""

from __future__ import annotations

import base64
import json
import os
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROCESS = "process:"
"""Prefix of the tag that says which process executes a flow run."""
DATASET = "dataset:"
"""Prefix of the tag that says whose run it is."""
FLOW = "rebuild"
"""The name of the flow that a project's file defines."""
PAGE = 200
"""How many rows the API gives at once."""
LEFT_BEHIND = timedelta(minutes=10)
"""A run that was made but not begun for so long, with no schedule behind it, has lost its process."""
TERMINAL = ("COMPLETED", "FAILED", "CANCELLED", "CRASHED")


def call(url: str, path: str, body: Any = None, *, method: str | None = None, secret: str | None = None) -> Any:
    """Send one request to the Prefect API at `url` and return its answer, read as JSON; none for an empty one.

    `secret` is what the server lets in, as `user:password`; none: the one in `PREFECT_API_AUTH_STRING`, if there is
    one. Raises `OSError` (`urllib.error.HTTPError` among them) where there is no good answer.
    """
    secret = secret or os.environ.get("PREFECT_API_AUTH_STRING")
    headers = {"Content-Type": "application/json"}
    if secret:
        headers["Authorization"] = "Basic " + base64.b64encode(secret.encode()).decode()
    if body is None:
        return _send(url, path, None, headers, method)
    try:
        return _send(url, path, body, headers | _TOKENS.get(url, {}), method)
    except urllib.error.HTTPError as error:
        if error.code != HTTPStatus.FORBIDDEN:
            raise
    _TOKENS[url] = _new_token(url, headers)  # none yet, or an hour old
    return _send(url, path, body, headers | _TOKENS[url], method)


_TOKENS: dict[str, dict[str, str]] = {}
"""By address: the headers that prove that a request which changes something was meant (against CSRF)."""


def _new_token(url: str, headers: dict[str, str]) -> dict[str, str]:
    client = str(uuid.uuid4())
    token = _send(url, f"csrf-token?client={client}", None, headers, None)["token"]
    return {"Prefect-Csrf-Client": client, "Prefect-Csrf-Token": token}


def _send(url: str, path: str, body: Any, headers: dict[str, str], method: str | None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310  # the address is ours or the user's own setting
        f"{url.rstrip('/')}/{path}", data, headers, method=method
    )
    with _opener(url).open(request, timeout=30) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def is_healthy(url: str) -> bool:
    """Say whether a Prefect API answers at `url`."""
    try:
        return call(url, "health") is True
    except (OSError, ValueError):
        return False


def home_of(url: str, secret: str | None = None) -> Path | None:
    """Return the home of the server at `url`, none if it does not tell."""
    try:
        return Path(call(url, "admin/settings", secret=secret)["home"]).resolve()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def record_process(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001  # the parameters of a hook are Prefect's
    """Tag a flow run with the process that executes it (a hook of the flow, called when it begins to run).

    Its name becomes one that means something: the dataset's, and who began it.
    """
    url = os.environ.get("PREFECT_API_URL")
    if url:  # else a server inside Prefect itself, gone with this process
        dataset = dataset_of(flow_run.parameters)
        ours = (process_tag(os.getpid()), f"{DATASET}{dataset}")
        tags = [tag for tag in flow_run.tags if not tag.startswith((PROCESS, DATASET))]
        name = name_of_run(dataset, is_deployed=flow_run.deployment_id is not None)
        call(url, f"flow_runs/{flow_run.id}", {"tags": [*tags, *ours], "name": name}, method="PATCH")


def dataset_of(parameters: Mapping[str, Any]) -> str:
    """Return the name of the dataset that the parameters of a run name, else `corpus`."""
    return str(parameters.get("output") or "corpus").rstrip("/").rpartition("/")[2] or "corpus"


def name_of_run(dataset: str, *, is_deployed: bool) -> str:
    """Return what a run is called until its version is known."""
    return f"{dataset}, {'on schedule' if is_deployed else 'by hand'}"


def process_tag(pid: int) -> str:
    """Return a tag that names a process of this machine for good: its number alone may be used again."""
    return f"{PROCESS}{socket.gethostname()}:{pid}:{_begin_of(pid)}"


def mark_crashed_runs(url: str, *, is_local: bool) -> int:
    """Mark as crashed every flow run whose process is gone, and return how many there were.

    With `is_local` the server is one of ours on this machine, so a run of another host is a run of a container that
    is no more.
    """
    states = {"state": {"type": {"any_": ["RUNNING", "PENDING", "CANCELLING"]}}}
    query = {"flow_runs": states, "flows": {"name": {"any_": [FLOW]}}, "limit": PAGE, "sort": "START_TIME_ASC"}
    crashed = [run for run in call(url, "flow_runs/filter", query) if _has_lost_its_process(run, is_local=is_local)]
    for run in crashed:
        state = {"type": "CRASHED", "name": "Crashed", "message": "Its process ended without a word."}
        call(url, f"flow_runs/{run['id']}/set_state", {"state": state, "force": True})
    return len(crashed)


def wait_for_history(
    url: str, pid: int, seconds: float = 30.0, calm: float = 2.5, *, secret: str | None = None
) -> bool:
    """Wait until the server has written what became of every task run of a process; say whether it did in `seconds`.

    Task runs arrive as events some time after the fact. All are written when none is open and no more have come for
    `calm` seconds, which is longer than client and server hold events back.
    """
    deadline = time.monotonic() + seconds
    tag = process_tag(pid)
    seen, since = -1, time.monotonic()
    while time.monotonic() < deadline:
        every, done = _count(url, tag, secret), _count(url, tag, secret, *TERMINAL)
        if every != seen or done != every:
            seen, since = every, time.monotonic()
        elif time.monotonic() - since >= calm:
            return True
        time.sleep(0.1)
    return False


def _count(url: str, tag: str, secret: str | None, *types: str) -> int:
    query: dict[str, Any] = {"flow_runs": {"tags": {"all_": [tag]}}}
    if types:
        query["task_runs"] = {"state": {"type": {"any_": list(types)}}}
    return int(call(url, "task_runs/count", query, secret=secret))


def _has_lost_its_process(run: dict[str, Any], *, is_local: bool) -> bool:
    tag: str | None = next((tag for tag in run["tags"] if tag.startswith(PROCESS)), None)
    if tag is None:
        age = datetime.now(UTC) - datetime.fromisoformat(run["state"]["timestamp"])
        return run["deployment_id"] is None and run["state_type"] == "PENDING" and bool(age > LEFT_BEHIND)
    host, pid, _ = tag.removeprefix(PROCESS).rsplit(":", 2)
    if host != socket.gethostname():
        return is_local
    return tag != process_tag(int(pid))


def _begin_of(pid: int) -> str:
    """When a process began, in the system's ticks since the machine did; empty if there is no such process."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
    except OSError:
        return ""
    state, *fields = after_name.split()
    return "" if state == "Z" else fields[18]


def _opener(url: str) -> urllib.request.OpenerDirector:
    # A proxy in the environment is for the world outside, not for a server on this machine.
    is_here = urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if is_here else []))
