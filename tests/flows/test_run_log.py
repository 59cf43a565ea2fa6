"""What the pages of Prefect show of a run while it lasts and when it has failed: counts, progress, one message."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reinschrift.run.server.find import find_server, stop_server
from tests.flows.sandbox import COMMAND, Sandbox, environment, eventually
from tests.texts import write_file

N_FILES = 5
REGISTER = '[[source]]\nname = "many"\nfiles = "{}"\nlicense = "CC0-1.0"\n'


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project of several shards with a lasting server of its own."""
    root = tmp_path / "corpus"
    subprocess.run([*COMMAND, "init", str(root)], check=True, capture_output=True)
    for number in range(N_FILES):
        write_file(root / "raw" / "many", str(number), range(number * 10, number * 10 + 3))
    (root / "raw" / "sources.toml").write_text(REGISTER.format("many"))
    yield root
    stop_server(root / ".prefect")


def rebuild(root: Path) -> int:
    """Rebuild as a user does; return the exit status."""
    command = [*COMMAND, "rebuild", "--quiet", "--set", "snapshot.shard_mb=0.001"]
    return subprocess.run(command, cwd=root, env=environment(), capture_output=True, check=False).returncode


def log_of(server: Sandbox, run: Any) -> list[tuple[int, str]]:
    """Return the lines of a run's log, level and text, once its last one is there."""

    def lines() -> list[tuple[int, str]] | None:
        asked = {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "sort": "TIMESTAMP_ASC", "limit": 200}
        found = [(line["level"], line["message"]) for line in server.call("logs/filter", asked)]
        return found if run["state"]["type"] == "FAILED" or any("published" in text for _, text in found) else None

    return eventually(lines)


@pytest.mark.slow
def test_the_pages_show_counts_progress_and_failures_in_words(project: Path) -> None:
    """A line with counts for each step, an artifact of progress for a long one; a failure without a traceback."""
    assert rebuild(project) == 0
    found = find_server(project / ".prefect")
    assert found is not None
    server = Sandbox(project, found.url)
    (run,) = server.call("flow_runs/filter", {"sort": "START_TIME_DESC"})
    lines = [text for _, text in log_of(server, run)]
    assert f"{N_FILES} shards, {N_FILES} of them to refine" in lines
    assert any(line.startswith("15 documents read, ") for line in lines), lines
    (end,) = [line for line in lines if line.startswith("published 1.0.0: ")]
    assert " of 15 documents, " in end
    assert sum("Finished in state" in line for line in lines) == 1
    shown = server.call("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    progress = {one["description"]: one["data"] for one in shown if one["type"] == "progress"}
    assert progress[f"refine: {N_FILES} pieces"] == 100
    assert progress[f"assemble: {N_FILES} pieces"] == 100

    (project / "raw" / "sources.toml").write_text(REGISTER.format("nowhere"))
    assert rebuild(project) == 2
    failed = server.call("flow_runs/filter", {"sort": "START_TIME_DESC"})[0]
    errors = [text for level, text in log_of(server, failed) if level >= 40]
    assert len(errors) == 1
    assert errors[0].startswith("There is no such file or folder")
    assert "→ Snapshot 1.0.0 has 15 documents of this source" in errors[0]
    assert "Create it" in errors[0]
    assert "Traceback" not in errors[0]
