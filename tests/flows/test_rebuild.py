"""The real flow, from raw files to a snapshot: repeatable, resumable, the same wherever it runs."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reinschrift.run.server.api import call
from reinschrift.run.server.find import ensure_server, find_server, stop_server
from reinschrift.run.server.secret import read_secret
from tests.flows.sandbox import COMMAND, environment, eventually

pytestmark = pytest.mark.slow

ARTICLE = (
    "Die Gemeinde hat am Montag beschlossen, das alte Schulhaus am Fluss für Vereine zu öffnen ({number}).\n\n"
    "Nach Auskunft der Bürgermeisterin soll der Umbau im Herbst beginnen und ein halbes Jahr dauern. Die Kosten für "
    "Abschnitt {number} trägt zur Hälfte das Land.\n"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with forty small articles in many shards, and its server."""
    root = tmp_path_factory.mktemp("real")
    (root / "reinschrift.toml").write_text("[run]\nworkers = 2\n[snapshot]\nshard_mb = 0.002\n")
    (root / "texts").mkdir()
    for number in range(40):
        (root / "texts" / f"Artikel {number}.txt").write_text(ARTICLE.format(number=number * 7919), encoding="utf-8")
    ensure_server(root / ".prefect")
    yield root
    stop_server(root / ".prefect")


def start(project: Path, output: Path, *options: str) -> subprocess.Popen[str]:
    """Start a rebuild of the project's texts."""
    command = [
        *COMMAND,
        "rebuild",
        str(project / "texts"),
        "--project",
        str(project),
        "--output",
        str(output),
        "--json",
    ]
    return subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip


def rebuild(project: Path, output: Path, *options: str) -> Any:
    """Run a rebuild that must end well, and return its summary."""
    process = start(project, output, *options)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out)


def objects(output: Path) -> list[str]:
    """Return the names of all published objects, which are the hashes of their bytes."""
    return sorted(path.relative_to(output).as_posix() for path in (output / "objects").rglob("*.parquet"))


@pytest.fixture(scope="module")
def built(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A dataset built once."""
    output = tmp_path_factory.mktemp("built") / "dataset"
    return output, rebuild(project, output)


def test_rebuild_publishes_and_then_has_nothing_to_do(project: Path, built: tuple[Path, dict[str, Any]]) -> None:
    """The first run publishes every document; the second finds that there is nothing new."""
    output, first = built
    assert first["is_new"]
    assert first["counts"]["read"]["documents"] == 40
    again = rebuild(project, output)
    assert (again["version"], again["is_new"]) == (first["version"], False)


def test_a_guard_stops_what_would_lose_much(project: Path, built: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """Kind: a loss that nobody notices. A fifth of the files gone publishes nothing, until somebody accepts it."""
    output = tmp_path / "dataset"
    shutil.copytree(built[0], output, symlinks=True)
    before = objects(output)
    hidden = sorted((project / "texts").glob("*.txt"))[:8]
    for file in hidden:
        file.rename(project / file.name)
    try:
        process = start(project, output)
        _, err = process.communicate(timeout=300)
        assert process.returncode in (1, 2)
        assert f"of all documents ({built[1]['counts']['kept']['documents']} before" in err
        assert "--accept-changes" in err
        assert [path.name for path in (output / "snapshots").iterdir()] == [built[1]["version"]]
        assert set(before) <= set(objects(output))
        summary = rebuild(project, output, "--accept-changes")
        assert summary["parent"] == built[1]["version"]
        assert summary["difference"]["documents"] < 0
        assert any("all documents" in loss for loss in summary["losses"])
    finally:
        for file in hidden:
            (project / file.name).rename(file)


@pytest.mark.parametrize(
    "options",
    [["--set", "run.workers=1"], ["--set", "run.executor=dask"], ["--set", "run.executor=ray"]],
    ids=["one", "dask", "ray"],
)
def test_same_bytes_wherever_it_runs(
    project: Path, built: tuple[Path, dict[str, Any]], tmp_path: Path, options: list[str]
) -> None:
    """One worker, or a Dask cluster, gives the very bytes that two local workers gave."""
    rebuild(project, tmp_path / "dataset", *options)
    assert objects(tmp_path / "dataset") == objects(built[0])


def test_killed_run_is_resumed(project: Path, built: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """After SIGKILL in the middle nothing is published; the next run keeps what was finished and ends the same."""
    output = tmp_path / "dataset"
    process = start(project, output)
    finished = eventually(lambda: list((output / "work").glob("*/shard.json")), 120)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (output / "snapshots").exists()
    finished = list((output / "work").glob("*/shard.json"))
    before = {path: path.stat().st_mtime_ns for path in finished}
    time.sleep(0.1)
    rebuild(project, output)
    assert {path: path.stat().st_mtime_ns for path in finished} == before
    assert objects(output) == objects(built[0])


def test_notices_say_how_runs_end(project: Path, tmp_path: Path) -> None:
    """A new snapshot, nothing new, a run that a guard stops, one that fails: each is sent once, to a program."""
    kept = tmp_path / "kept.jsonl"
    keep = "import sys; open(sys.argv[1], 'ab').write(sys.stdin.buffer.read() + b'\\n')"
    notify = [
        "--set", f"notify.command={json.dumps([sys.executable, '-c', keep, str(kept)])}",
        "--set", 'notify.on=["published", "unchanged", "stopped", "failed"]',
    ]  # fmt: skip
    output = tmp_path / "out"
    rebuild(project, output, *notify)
    rebuild(project, output, *notify)
    for number in range(30):
        (project / "texts" / f"Artikel {number}.txt").rename(tmp_path / f"{number}.txt")
    try:
        for more in ([], ["--set", "run.executor=dask", "--set", "run.address=tcp://127.0.0.1:9"]):
            process = start(project, output, *notify, *more)
            process.communicate(timeout=300)
            assert process.returncode in (1, 2)
    finally:
        for number in range(30):
            (tmp_path / f"{number}.txt").rename(project / "texts" / f"Artikel {number}.txt")
    notices = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [notice["event"] for notice in notices] == ["published", "unchanged", "stopped", "failed"]
    assert notices[0]["counts"]["read"]["documents"] == 40
    assert "lost" in notices[2]["text"]


def test_the_pages_show_what_a_run_gave(project: Path, tmp_path: Path) -> None:
    """A run's name has dataset, version and who began it; there are a tag, its counts as an artifact, and an event."""
    output = tmp_path / "wetter"
    summary = rebuild(project, output)
    server = find_server(project / ".prefect")
    assert server is not None
    secret = read_secret(project / ".prefect")
    runs = call(server.url, "flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 1}, secret=secret)
    assert runs[0]["name"] == f"wetter {summary['version']}, by hand"
    assert "dataset:wetter" in runs[0]["tags"]
    artifacts = call(server.url, "artifacts/filter", {}, secret=secret)
    of_run = {each["key"]: each for each in artifacts if each["flow_run_id"] == runs[0]["id"]}
    shown = of_run["rebuild-wetter"]
    kept = summary["counts"]["kept"]["documents"]
    assert f"| documents | 40 | {kept} |" in shown["data"]
    url, wanted = server.url, {"filter": {"event": {"name": ["reinschrift.snapshot.published"]}}}

    def published() -> list[dict[str, Any]]:
        events = call(url, "events/filter", wanted, secret=secret)["events"]
        return [one for one in events if one["resource"]["prefect.resource.id"] == "reinschrift.dataset.wetter"]

    (event,) = eventually(published)
    assert event["payload"]["version"] == summary["version"]
    made = {"filter": {"event": {"name": ["prefect.asset.materialization.succeeded"]}}}
    assets = eventually(lambda: call(url, "events/filter", made, secret=secret)["events"])
    assert {"reinschrift://wetter"} <= {one["resource"]["prefect.resource.id"] for one in assets}
