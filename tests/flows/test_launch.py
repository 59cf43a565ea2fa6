"""How Prefect is run: server found and reused, history whole, signals and crashes borne."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reinschrift.run.server.find import ensure_server, find_server, stop_server
from reinschrift.run.server.process import LOG
from tests.flows.sandbox import Sandbox, environment, eventually, is_alive, make_project, workers_of

pytestmark = pytest.mark.slow


def test_run_uses_the_server_that_is_there(sandbox: Sandbox) -> None:
    """A rebuild gives its summary, says nothing else, and leaves its history on the project's one server."""
    folder = sandbox.ask("plain", "work", 12, 0)
    status, out, err = sandbox.run(folder)
    assert (status, err) == (0, "")
    assert json.loads(out) == {"done": list(range(12))}
    found = find_server(sandbox.root / ".prefect")
    assert found is not None
    assert found.url == sandbox.url
    assert sandbox.flow_run(folder)["state_type"] == "COMPLETED"
    assert eventually(lambda: sandbox.task_states(folder) == ["Completed"] * 12)


def test_progress_in_plain_lines(sandbox: Sandbox) -> None:
    """Where standard error is no terminal, progress comes as lines."""
    folder = sandbox.ask("lines", "work", 3, 0)
    # The command's table belongs to the real flow, so the flow is run without it.
    code = (
        "import sys; from reinschrift.run.launch import run_flow; from reinschrift.project import load_project\n"
        "run_flow(load_project(sys.argv[1]), {'root': sys.argv[1], 'output': sys.argv[2]})"
    )
    command = [sys.executable, "-c", code, str(sandbox.root), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), check=True)
    first, *_, last = done.stderr.splitlines()
    assert first == "work: 0/3"
    assert last.startswith("work: 3/3 after ")


def test_killed_worker_costs_a_retry(sandbox: Sandbox) -> None:
    """Each of four pieces kills its worker once; all are done in the end."""
    folder = sandbox.ask("killed-worker", "die_once", 4)
    status, out, _ = sandbox.run(folder, "--set", "run.retries=8")
    assert (status, json.loads(out)) == (0, {"done": [0, 1, 2, 3]})


def test_lasting_failure_is_not_tried_again(sandbox: Sandbox) -> None:
    """An error that stays is raised at once, as a sentence."""
    folder = sandbox.ask("failing", "fail_for_good", 1)
    status, out, err = sandbox.run(folder)
    assert status == 1
    assert out == ""
    assert err.strip() == "UnreadableFileError: This file stays unreadable."
    assert (folder / "tries-0").read_text() == "x"
    assert sandbox.flow_run(folder)["state_type"] == "FAILED"


def test_killed_run_leaves_nothing_and_is_marked(sandbox: Sandbox) -> None:
    """SIGKILL of the driver ends its workers and frees its lock; the next run marks the dead one as crashed."""
    folder = sandbox.ask("killed-driver", "work", 4, 60)
    process = sandbox.start(folder)
    workers = eventually(lambda: found if len(found := workers_of(folder)) == 2 else None)
    killed = eventually(lambda: sandbox.flow_run(folder))
    process.kill()
    process.communicate()
    assert eventually(lambda: not any(is_alive(pid) for pid in workers))
    assert sandbox.flow_run(folder)["state_type"] == "RUNNING"
    (folder / "pieces.json").write_text(json.dumps({"function": "work", "n": 1, "args": [0]}))
    status, _, _ = sandbox.run(folder)
    assert status == 0
    assert sandbox.call(f"flow_runs/{killed['id']}")["state_type"] == "CRASHED"


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["term", "int"])
def test_signals_end_a_run_cleanly(sandbox: Sandbox, sent: signal.Signals, status: int) -> None:
    """SIGTERM and Ctrl-C end the run and its workers within seconds, and the history says so."""
    folder = sandbox.ask(f"signal-{status}", "work", 4, 60)
    process = sandbox.start(folder)
    workers = eventually(lambda: found if len(found := workers_of(folder)) == 2 else None)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == status
    assert "Traceback" not in err
    assert not any(is_alive(pid) for pid in workers)
    assert sandbox.flow_run(folder)["state_type"] in {"CRASHED", "CANCELLED"}


def test_second_rebuild_of_a_dataset_is_refused(sandbox: Sandbox) -> None:
    """While one rebuild works, another of the same dataset ends at once and says why."""
    folder = sandbox.ask("twice", "work", 2, 15)
    first = sandbox.start(folder)
    eventually(lambda: workers_of(folder))
    status, _, err = sandbox.run(folder)
    assert status == 1
    assert "CommitConflictError: Another rebuild of this dataset is running." in err
    assert f"pid: {first.pid}" in err
    out, _ = first.communicate(timeout=120)
    assert json.loads(out) == {"done": [0, 1]}


def test_ephemeral_run_keeps_its_history(tmp_path: Path) -> None:
    """With --ephemeral the server is gone after the run; all task runs are in the database all the same."""
    alone = Sandbox(make_project(tmp_path), "")
    folder = alone.ask("ephemeral", "work", 100, 0)
    status, out, err = alone.run(folder, "--ephemeral")
    assert (status, err) == (0, "")
    assert len(json.loads(out)["done"]) == 100
    assert find_server(tmp_path / ".prefect") is None
    try:
        alone.url = ensure_server(tmp_path / ".prefect").url
        assert alone.task_states(folder) == ["Completed"] * 100
    finally:
        stop_server(tmp_path / ".prefect")


def test_a_server_that_is_killed_is_a_sentence(tmp_path: Path) -> None:
    """What happened, where, and what to do; the process ends within minutes, and the next run goes well."""
    alone = Sandbox(make_project(tmp_path), "")
    home = tmp_path / ".prefect"
    folder = alone.ask("no-server", "work", 4, 3)
    process = alone.start(folder)
    eventually(lambda: workers_of(folder))
    server = find_server(home)
    assert server is not None
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    out, err = process.communicate(timeout=180)
    told = err[err.index("ServerLostError") :].splitlines()
    assert (process.returncode, out) == (1, "")
    assert told == [
        "ServerLostError: The Prefect server ended in the middle of the run.",
        f"  server: {server.url}",
        f"  log: {home / LOG}",
        "  → Run the command again: it goes on where this run stopped.",
    ]
    try:
        assert alone.run(folder)[0] == 0
    finally:
        stop_server(home)
