"""The local server lets in who knows its secret, nobody else, and goes when nobody uses it."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from reinschrift.run.server.api import call, is_healthy
from reinschrift.run.server.find import Server, ensure_server, find_server, server_for_one_run, stop_server
from reinschrift.run.server.in_use import in_use
from reinschrift.run.server.secret import FILE, make_secret, read_secret

FOREIGN = {"Origin": "http://evil.example", "Host": "evil.example", "Content-Type": "application/json"}


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    """Two calls give one secret; the file is for its owner, whoever made it wider."""
    assert read_secret(tmp_path) is None
    made = make_secret(tmp_path)
    (tmp_path / FILE).chmod(0o644)
    assert make_secret(tmp_path) == made == read_secret(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_foreign_page_reads_and_starts_nothing(tmp_path: Path) -> None:
    """Kind: a local service that trusts whoever reaches it. No page reads, writes, or is told that it may."""
    home = tmp_path / ".prefect"
    server = ensure_server(home)
    try:
        for path, body in (("flow_runs/filter", {}), ("deployments/filter", {}), ("admin/settings", None)):
            assert _status(server.url, path, body) == 400
            assert _status(server.url, path, body, {"Origin": FOREIGN["Origin"]}) in {401, 403}
        secret = read_secret(home)
        assert secret is not None
        assert call(server.url, "flow_runs/filter", {}, secret=secret) == []
        with pytest.raises(urllib.error.HTTPError):
            call(server.url, "flow_runs/filter", {}, secret=secret + "?")
        assert home.stat().st_mode & 0o777 == 0o700
        answer = _open(server.url, "health", None, {"Origin": FOREIGN["Origin"]})
        assert answer.headers.get("access-control-allow-origin") is None
        assert secret.partition(":")[2] not in "".join(path.read_text() for path in home.glob("server.l*"))
    finally:
        stop_server(home)


@pytest.mark.slow
def test_a_server_answers_by_its_own_name_alone(tmp_path: Path) -> None:
    """Kind: a name of a stranger's that leads here. Neither the lasting server nor one for a run answers to it."""
    home = tmp_path / ".prefect"
    with server_for_one_run(home) as server:
        _answers_by_its_own_name(server)
    try:
        _answers_by_its_own_name(ensure_server(home))
    finally:
        stop_server(home)


def _answers_by_its_own_name(server: Server) -> None:
    port = server.ui.rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert _status(server.url, "health", None, {"Host": host}) == 200, host
    for host in ("evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}", "localhost.evil.example"):
        assert _status(server.url, "health", None, {"Host": host}) == 400, host
        assert _status(server.ui, "", None, {"Host": host}) == 400, host


@pytest.mark.slow
def test_a_server_goes_when_nobody_uses_it(tmp_path: Path) -> None:
    """It stays while a block uses it, however long that takes, and ends soon after; the next caller gets a new one."""
    home = tmp_path / ".prefect"
    try:
        with in_use(home):
            server = ensure_server(home, idle_minutes=0.05)
            time.sleep(8)
            assert is_healthy(server.url)
        deadline = time.monotonic() + 60
        while find_server(home) is not None:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert not is_healthy(server.url)
    finally:
        stop_server(home)


@pytest.mark.slow
def test_a_server_that_waits_costs_next_to_nothing(tmp_path: Path) -> None:
    """Kind: a server that outstays its welcome. At most half a percent of a core, its children's time among it."""
    home = tmp_path / ".prefect"
    server = ensure_server(home)
    assert server.pid
    try:
        time.sleep(30)  # what it does once
        before = _cpu_seconds(server.pid)
        time.sleep(60)
        assert (_cpu_seconds(server.pid) - before) / 60 <= 0.005
        begun = time.monotonic()
    finally:
        stop_server(home)
    assert time.monotonic() - begun < 15  # it still ends when it is told to


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of its children, those that ended among them."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") + sum(_cpu_seconds(int(child)) for child in children)


def _status(url: str, path: str, body: Any, headers: dict[str, str] = FOREIGN) -> int:
    try:
        status: int = _open(url, path, body, headers).status
    except urllib.error.HTTPError as error:
        return error.code
    return status


def _open(url: str, path: str, body: Any, headers: dict[str, str]) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/{path}", data, headers)  # noqa: S310  # our own server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy stands between a page and it
    return opener.open(request, timeout=30)
