"""What a Prefect server starts: the project that `init` makes, deployed as it is, and what its runs may name."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from reinschrift.run.server.process import environment as for_server
from reinschrift.run.server.secret import read_secret
from tests.flows.sandbox import COMMAND, PREFECT, Sandbox, environment, eventually, run_prefect

ROOT = Path(__file__).parents[2]
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
ELSEWHERE = "/srv/elsewhere"
SMALLEST_PICTURE = 10_000
"""Bytes of a picture that shows something."""
OUTSIDE = {"paths": ["/etc/hostname"], "output": ELSEWHERE}


@pytest.mark.slow
@pytest.mark.parametrize("file", [ROOT / "flows" / "rebuild.py", "init"])
def test_the_shipped_flow_holds_a_deployed_run_to_the_project(tmp_path: Path, file: Path | str) -> None:
    """Kind: parameters that come over the network. Before anything is read or written, whatever the flow's file."""
    subprocess.run([*COMMAND, "init", "."], cwd=tmp_path, check=True, capture_output=True)
    flow = tmp_path / "flows" / "rebuild.py" if file == "init" else file
    code = (
        "import json, sys; from reinschrift.run.launch import load_flow; from pathlib import Path\n"
        "load_flow(Path(sys.argv[1])).fn(**json.loads(sys.argv[2]))"
    )
    for given in (
        {"paths": ["/etc/hostname"]},
        {"output": "/srv/x"},
        {"overrides": ["run.executor=dask"]},
        {"root": "/"},
    ):
        command = [sys.executable, "-c", code, str(flow), json.dumps(given | {"quiet": True})]
        deployed = environment() | {"PREFECT__RUNTIME__DEPLOYMENT__ID": "x", "PREFECT_HOME": str(tmp_path / ".prefect")}
        done = subprocess.run(command, cwd=tmp_path, env=deployed, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "may not name" in done.stderr
    assert not (tmp_path / "processed").exists()


def write_second_flow(folder: Path) -> None:
    """Write a flow of another project that waits for a new snapshot, with the triggers of docs/operations.md."""
    folder.mkdir()
    (folder / "train.py").write_text(
        "from pathlib import Path\nfrom prefect import flow\n\n\n@flow\ndef train(version: str):\n"
        f"    Path({str(folder / 'trained')!r}).write_text(version)\n"
    )
    (block,) = re.findall(r"```yaml\n(# in the other project.*?)```", OPERATIONS.read_text("utf-8"), re.DOTALL)
    deployment = {
        "name": "train", "entrypoint": "train.py:train", "work_pool": {"name": "reinschrift"}, **yaml.safe_load(block),
    }  # fmt: skip
    pull = [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder)}}]
    (folder / "prefect.yaml").write_text(yaml.safe_dump({"name": "train", "pull": pull, "deployments": [deployment]}))


@pytest.mark.slow
def test_a_new_project_can_be_deployed(sandbox: Sandbox, tmp_path: Path) -> None:
    """Its prefect.yaml is taken as it is; a worker publishes the example, and refuses what lies outside.

    The new snapshot starts the flow of another project, which is given its version.
    """
    root = tmp_path / "corpus"
    subprocess.run([*COMMAND, "init", str(root)], check=True, capture_output=True)
    using = environment() | for_server(sandbox.root / ".prefect", sandbox.url)
    pool = ["work-pool", "create", "--type", "process", "--overwrite", "reinschrift"]
    for arguments in (pool, ["--no-prompt", "deploy", "--all"]):
        run_prefect(arguments, root, using)
    write_second_flow(tmp_path / "train")
    run_prefect(["--no-prompt", "deploy", "--all"], tmp_path / "train", using)
    deployment = sandbox.call("deployments/name/rebuild/corpus")
    runs = [
        sandbox.call(f"deployments/{deployment['id']}/create_flow_run", {"parameters": {"quiet": True} | more})["id"]
        for more in ({}, OUTSIDE)
    ]
    with (tmp_path / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            [*PREFECT, "worker", "start", "--pool", "reinschrift"],
            cwd=root, env=using, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        good, refused = (eventually(partial(_ended, sandbox, run), 240) for run in runs)
        trained = eventually((tmp_path / "train" / "trained").exists, 120)
        errors = {"logs": {"flow_run_id": {"any_": [runs[1]]}, "level": {"ge_": logging.ERROR}}}
        said = eventually(lambda: sandbox.call("logs/filter", errors))  # it comes some seconds after the state
    finally:
        os.killpg(worker.pid, 15)
        worker.wait(60)
    assert good["type"] == "COMPLETED", (tmp_path / "worker.log").read_text()
    assert (root / "processed" / "corpus" / "snapshots" / "1.0.0" / "manifest.0.json").exists()
    assert trained, (tmp_path / "worker.log").read_text()
    assert (tmp_path / "train" / "trained").read_text() == "1.0.0"
    assert refused["type"] == "FAILED"
    assert "may not name files outside the project" in refused["message"]
    assert any("may not name files outside the project" in line["message"] for line in said), said
    assert not any("Traceback" in line["message"] for line in said), said
    assert not Path(ELSEWHERE).exists()
    look_at_pages(sandbox, tmp_path, {"run": runs[0], "refused": runs[1], "deployment": deployment["id"]})


def look_at_pages(sandbox: Sandbox, folder: Path, ids: dict[str, str]) -> None:
    """The pages of the run, of its table and of the deployment show what a person looks for, and ask nobody else."""
    reader = ROOT / ".venv" / "export" / "bin" / "python"
    if shutil.which("chromium") is None or not reader.exists():
        warnings.warn(
            "the run pages were not looked at: apt-get install chromium, make .venv/ready-export", stacklevel=2
        )
        return
    (artifact,) = sandbox.call(
        "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [ids["run"]]}, "key": {"any_": ["rebuild-corpus"]}}}
    )
    pages = {
        "run": f"/runs/flow-run/{ids['run']}",
        "refused": f"/runs/flow-run/{ids['refused']}",
        "artifact": f"/artifacts/artifact/{artifact['id']}",
        "deployment": f"/deployments/deployment/{ids['deployment']}",
    }
    command = [str(reader), str(ROOT / "tests" / "read_run_pages.py"), sandbox.url.removesuffix("/api"), str(folder)]
    shown = subprocess.run(
        [*command, *(f"{name}={path}" for name, path in pages.items())],
        input=read_secret(sandbox.root / ".prefect"), capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    answer = json.loads(shown.stdout)
    assert answer["elsewhere"] == []
    wanted = {
        "run": ("corpus 1.0.0, on schedule", "dataset:corpus", "Completed"),
        "refused": ("may not name files outside the project", "Failed"),
        "artifact": ("corpus 1.0.0", "documents", "paragraphs"),
        "deployment": ("corpus", "rebuild"),
    }
    for name, words in wanted.items():
        assert all(word in answer["texts"][name] for word in words), (name, answer["texts"][name])
        assert (folder / f"{name}.png").stat().st_size > SMALLEST_PICTURE, name


def _ended(sandbox: Sandbox, run: str) -> Any:
    state = sandbox.call(f"flow_runs/{run}")["state"]
    return state if state["type"] in {"COMPLETED", "FAILED", "CRASHED"} else None
