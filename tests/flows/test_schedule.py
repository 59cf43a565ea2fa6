"""Rebuilds on a schedule: served by the command, and deployed to a work pool."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reinschrift.errors import ConfigError
from reinschrift.run.server.find import Server, find_server, stop_server
from reinschrift.run.server.process import environment as for_server
from tests.flows.sandbox import COMMAND, PREFECT, Sandbox, environment, eventually, run_prefect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EVERY_MINUTE = "* * * * *"


def test_served_schedule_runs(sandbox: Sandbox) -> None:
    """`reinschrift serve` runs the flow when cron says so, in a process of its own, until it is told to end."""
    folder = sandbox.ask("sample", "work", 2, 0)
    (sandbox.root / "reinschrift.toml").write_text('[run]\nworkers = 2\n[paths]\ndataset = "sample"\n')
    command = [*COMMAND, "serve", "--project", str(sandbox.root), "--cron", EVERY_MINUTE, "--set", "run.workers=1"]
    with (sandbox.root / "serve.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=environment(), start_new_session=True)
    try:
        run = eventually(lambda: _completed(sandbox, folder), 200)
    finally:
        server.send_signal(signal.SIGTERM)
        status = server.wait(60)
    assert status in {0, 143}, (sandbox.root / "serve.log").read_text()
    assert run["deployment_id"]
    assert run["auto_scheduled"]
    assert run["parameters"]["overrides"] == ["run.workers=1"]
    assert "Traceback" not in (sandbox.root / "serve.log").read_text()
    assert sandbox.call(f"deployments/{run['deployment_id']}")["paused"]


def test_a_failed_run_under_serve_prints_its_message_once(tmp_path: Path) -> None:
    """Kind: failures that are a hundred lines, twice. What happened, where and what to do, and no traceback."""
    subprocess.run([*COMMAND, "init", "."], cwd=tmp_path, check=True, capture_output=True)
    register = tmp_path / "raw" / "sources.toml"
    register.write_text(register.read_text().replace('files = "example"', 'files = "missing"'))
    command = [*COMMAND, "serve", "--cron", "0 3 1 1 *"]
    with (tmp_path / "serve.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=tmp_path, env=environment(), start_new_session=True
        )
    try:
        own = Sandbox(tmp_path, eventually(lambda: found.url if (found := _found(tmp_path)) else None, 120))
        (deployment,) = eventually(lambda: own.call("deployments/filter", {}), 120)
        run = own.call(f"deployments/{deployment['id']}/create_flow_run", {})["id"]
        eventually(lambda: own.call(f"flow_runs/{run}")["state"]["type"] == "FAILED", 120)
        eventually(lambda: "files: missing" in (tmp_path / "serve.log").read_text())
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        stop_server(tmp_path / ".prefect")
    said = (tmp_path / "serve.log").read_text()
    assert said.count("SourceError: There is no such file or folder") == said.count("There is no such file") == 1
    assert said.count("→") == 1
    assert "Traceback" not in said


def _found(root: Path) -> Server | None:
    try:
        return find_server(root / ".prefect")
    except ConfigError:
        return None  # it is being started


def test_deployed_schedule_runs(sandbox: Sandbox) -> None:
    """prefect.yaml deploys the flow, and a worker of the pool executes a scheduled run."""
    home = sandbox.root / ".prefect"
    folder = sandbox.root / "processed" / "corpus"
    if not folder.exists():
        sandbox.ask("corpus", "work", 1, 0)
    text = (ROOT / "prefect.yaml").read_text()
    assert '"0 3 * * *"' in text
    text = text.replace('"0 3 * * *"', f'"{EVERY_MINUTE}"').replace("quiet: true", f"output: {folder}")
    (sandbox.root / "prefect.yaml").write_text(text)
    using = environment() | for_server(home, sandbox.url)
    for arguments in (["work-pool", "create", "--type", "process", "reinschrift"], ["--no-prompt", "deploy", "--all"]):
        run_prefect(arguments, sandbox.root, using)
    with (sandbox.root / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "reinschrift"],
            cwd=sandbox.root, env=using, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        run = eventually(lambda: _completed(sandbox, folder), 200)
    finally:
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(60)
    assert run["auto_scheduled"]
    assert run["work_pool_name"] == "reinschrift"
    assert any(tag.startswith("process:") for tag in run["tags"])


def test_the_shipped_deployment_names_the_real_flow() -> None:
    """prefect.yaml points at a flow that is there."""
    import yaml  # noqa: PLC0415

    (deployment,) = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    file, _, flow = deployment["entrypoint"].partition(":")
    assert f"def {flow}(" in (ROOT / file).read_text()


def _completed(sandbox: Sandbox, folder: Path) -> Any:
    done = {"state": {"type": {"any_": ["COMPLETED"]}}}
    runs = sandbox.call("flow_runs/filter", {"flow_runs": done, "sort": "START_TIME_DESC", "limit": 20})
    return next((run for run in runs if run["parameters"].get("output") == str(folder)), None)
