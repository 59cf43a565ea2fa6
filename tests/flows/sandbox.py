"""A project in a folder of its own, and the command run as a user runs it: in a process of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from reinschrift.run.server.api import call
from reinschrift.run.server.secret import read_secret

T = TypeVar("T")
HERE = Path(__file__).parent
TRIES = 3
PREFECT = [sys.executable, "-m", "prefect"]
COMMAND = [str(Path(sys.executable).parent / "reinschrift")]


def make_project(root: Path) -> Path:
    """Make a project whose flow does what a test asks for."""
    (root / "reinschrift.toml").write_text("[run]\nworkers = 2\n")
    for folder in ("flows", "raw"):
        (root / folder).mkdir()
    (root / "raw" / "sources.toml").write_text('[[source]]\nname = "none"\nfiles = "none"\nlicense = "unknown"\n')
    shutil.copy(HERE / "sleeping_flow.py", root / "flows" / "rebuild.py")
    return root


class Sandbox:
    """A project folder, its server, and what a test needs to look at."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url

    def ask(self, name: str, function: str, n: int, *args: object) -> Path:
        """Make a dataset folder whose rebuild does `n` pieces of `function`."""
        folder = self.root / "processed" / name
        folder.mkdir(parents=True)
        (folder / "pieces.json").write_text(json.dumps({"function": function, "n": n, "args": args}))
        return folder

    def start(self, folder: Path, *options: str) -> subprocess.Popen[str]:
        """Start a rebuild and return its process."""
        return subprocess.Popen(
            [*COMMAND, "rebuild", "--project", str(self.root), "--output", str(folder), "--json", *options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(), start_new_session=True,
        )  # fmt: skip

    def run(self, folder: Path, *options: str) -> tuple[int, str, str]:
        """Run a rebuild to its end and return exit status, output, and messages."""
        process = self.start(folder, *options)
        out, err = process.communicate(timeout=180)
        return process.returncode, out, err

    def call(self, path: str, body: Any = None, **how: Any) -> Any:
        """Ask the server as one who knows its secret."""
        return call(self.url, path, body, secret=read_secret(self.root / ".prefect"), **how)

    def flow_run(self, folder: Path) -> Any:
        """Return the newest flow run of a dataset."""
        runs = self.call("flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 50})
        return next(run for run in runs if run["parameters"].get("output") == str(folder))

    def task_states(self, folder: Path) -> list[str]:
        """Return the states of the task runs of a dataset's newest flow run."""
        flow_runs = {"id": {"any_": [self.flow_run(folder)["id"]]}}
        return [run["state_name"] for run in self.call("task_runs/filter", {"flow_runs": flow_runs})]


def environment() -> dict[str, str]:
    """Return an environment in which workers find the tests' pieces of work."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {
        "PYTHONPATH": str(HERE)
    }


def run_prefect(arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run a command of Prefect's, again where a busy server did not answer; say what it said if it fails for good."""
    for _ in range(TRIES):
        done = subprocess.run(
            [*PREFECT, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return
    raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")


def workers_of(folder: Path) -> list[int]:
    """Return the numbers of the worker processes that have begun a piece of a dataset."""
    return [int(path.name.removeprefix("worker-")) for path in folder.glob("worker-*")]


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition: Callable[[], T | None], seconds: float = 60) -> T:
    """Wait until a condition gives something true, and return that."""
    deadline = time.monotonic() + seconds
    while not (outcome := condition()):
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.1)
    return outcome
