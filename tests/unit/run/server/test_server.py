"""The local Prefect server: found, started once, reused, stopped, and gone with a run when so asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from reinschrift.errors import ConfigError
from reinschrift.run.server.api import call, is_healthy, process_tag
from reinschrift.run.server.find import ensure_server, find_server, server_for_one_run, stop_server
from reinschrift.run.server.in_use import LOCK
from reinschrift.run.server.process import environment
from reinschrift.run.server.secret import read_secret
from reinschrift.storage.lock import take_lock, write_holder


def test_no_server_is_found_where_none_lives(tmp_path: Path) -> None:
    """Neither an empty home nor what a dead server left written makes a server."""
    assert find_server(tmp_path) is None
    (tmp_path / LOCK).write_text('{"pid": 1, "host": "here", "url": "http://127.0.0.1:9/api"}')
    assert find_server(tmp_path) is None
    assert stop_server(tmp_path) is False


def test_silent_server_is_said_clearly(tmp_path: Path) -> None:
    """A server that holds its lock but does not answer is not replaced behind its back."""
    handle = take_lock(tmp_path / LOCK)
    assert handle is not None
    write_holder(tmp_path / LOCK, url="http://127.0.0.1:9/api")
    with pytest.raises(ConfigError, match="does not answer"):
        find_server(tmp_path, patience=0.2)
    os.close(handle)


def test_server_of_another_machine_is_said_clearly(tmp_path: Path) -> None:
    """On a shared disk, a server of another machine cannot be reached at 127.0.0.1; the error names the machine."""
    handle = take_lock(tmp_path / LOCK)
    assert handle is not None
    write_holder(tmp_path / LOCK, host="elsewhere")
    with pytest.raises(ConfigError, match="another machine") as caught:
        find_server(tmp_path)
    assert caught.value.context["host"] == "elsewhere"
    os.close(handle)


def test_given_server_must_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address in PREFECT_API_URL is used as it is; nothing is started if it is dead."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(ConfigError, match="PREFECT_API_URL does not answer"):
        ensure_server(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_local_server_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy for the world outside does not stand between us and our own machine."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"true")

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Api)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert is_healthy(f"http://127.0.0.1:{server.server_port}/api")
    server.shutdown()
    server.server_close()


def test_environment_keeps_what_the_user_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only home and address are ours alone; proxies are kept off this machine, beside the user's exceptions."""
    monkeypatch.setenv("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "DEBUG")
    monkeypatch.setenv("NO_PROXY", "intern.example")
    ours = environment(tmp_path, "http://127.0.0.1:1/api")
    assert ours["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "DEBUG"
    assert ours["NO_PROXY"] == "intern.example,127.0.0.1,localhost"
    assert ours["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert ours["PREFECT_HOME"] == str(tmp_path)


def test_tag_tells_processes_apart() -> None:
    """A process that is gone has another tag than while it lived, though its number is the same."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    alive = process_tag(process.pid)
    assert alive == process_tag(process.pid)
    process.kill()
    process.communicate()
    assert process_tag(process.pid) != alive


@pytest.mark.slow
def test_life_of_the_local_server(tmp_path: Path) -> None:
    """Two callers at once get one server; a later one finds it; it outlives us, is stopped, and keeps its port."""
    home = tmp_path / "Projekt mit Ümlaut" / ".prefect"
    try:
        with ThreadPoolExecutor(2) as callers:
            first, second = callers.map(ensure_server, [home, home])
        assert first == second == find_server(home)
        assert call(first.url, "admin/settings", secret=read_secret(home))["server"]["analytics_enabled"] is False
        assert first.pid is not None
        assert os.getsid(first.pid) != os.getsid(0)  # Ctrl-C here does not reach it
        assert stop_server(home)
        assert find_server(home) is None
        assert not is_healthy(first.url)
        again = ensure_server(home)
        assert again.url == first.url
        assert again.pid is not None
        os.kill(again.pid, signal.SIGKILL)
        _eventually(lambda: find_server(home) is None)
    finally:
        stop_server(home)


@pytest.mark.slow
def test_server_for_one_run_ends_with_it(tmp_path: Path) -> None:
    """It ends with the block; it ends when we are killed; and a lasting one that is there is used and left alone."""
    home = tmp_path / ".prefect"
    with server_for_one_run(home) as server:
        assert is_healthy(server.url)
        assert find_server(home) is None  # nobody else may build on it
    assert not is_healthy(server.url)
    code = (
        "import sys, time; from pathlib import Path; from reinschrift.run.server.find import server_for_one_run\n"
        "with server_for_one_run(Path(sys.argv[1])) as server: print(server.url, flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code, str(home)], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    url = owner.stdout.readline().strip()
    assert is_healthy(url)
    owner.kill()
    owner.communicate()
    _eventually(lambda: not is_healthy(url))
    lasting = ensure_server(home)
    try:
        with server_for_one_run(home) as server:
            assert server == lasting
        assert is_healthy(lasting.url)
    finally:
        stop_server(home)


@pytest.mark.slow
def test_server_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    """Where the server cannot come up, the error ends with what it said last."""
    (tmp_path / "prefect.db").write_text("no database")
    with pytest.raises(ConfigError, match="does not start") as caught:
        ensure_server(tmp_path, timeout=60)
    assert "database" in caught.value.context["last lines"]
    assert find_server(tmp_path) is None


def _eventually(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)
