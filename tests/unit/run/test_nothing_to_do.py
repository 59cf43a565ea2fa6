"""A rebuild with nothing to do: known without the orchestrator, and never said where there is work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from reinschrift.run.ahead import look_ahead
from reinschrift.run.check_tables import engines_of
from reinschrift.storage.lock import dataset_lock
from tests.steps import project_of, rebuild_here

ARTICLE = (
    "Die Gemeinde hat am Montag beschlossen, das alte Schulhaus am Fluss für Vereine zu öffnen. Der Umbau beginnt bald."
)


def test_nothing_to_do_needs_no_prefect(tmp_path: Path) -> None:
    """The command finds that all is there without Prefect and Great Expectations, and starts no server."""
    raw, output = tmp_path / "raw", tmp_path / "dataset"
    raw.mkdir()
    (raw / "one.txt").write_text(ARTICLE, encoding="utf-8")
    assert look_ahead(project_of(raw, output)).same is None
    version = rebuild_here(project_of(raw, output)).manifest.version
    code = (
        "import sys, json; from reinschrift.project import load_project; from reinschrift.run.launch import run_flow\n"
        "said = run_flow(load_project(None, (), [sys.argv[1]], sys.argv[2]), {})\n"
        "heavy = [name for name in ('prefect', 'great_expectations') if name in sys.modules]\n"
        "print(json.dumps([said['version'], said['is_new'], heavy]))"
    )
    command = [sys.executable, "-c", code, str(raw), str(output)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert json.loads(done.stdout) == [version, False, []]
    assert not (tmp_path / ".prefect" / "server.lock").exists()


def test_work_is_left_to_the_run(tmp_path: Path) -> None:
    """A new file, a lost object, and a dataset that another run holds are for the run to see to."""
    raw, output = tmp_path / "raw", tmp_path / "dataset"
    raw.mkdir()
    (raw / "one.txt").write_text(ARTICLE, encoding="utf-8")
    rebuild_here(project_of(raw, output))
    with dataset_lock(output):
        assert look_ahead(project_of(raw, output)).same is None
    assert look_ahead(project_of(raw, output)).same is not None
    (raw / "two.txt").write_text(ARTICLE.replace("Montag", "Dienstag"), encoding="utf-8")
    assert look_ahead(project_of(raw, output)).same is None
    (raw / "two.txt").unlink()
    next((output / "objects" / "documents").glob("*.parquet")).unlink()
    assert look_ahead(project_of(raw, output)).same is None


def test_great_expectations_can_be_turned_off(tmp_path: Path) -> None:
    """The setting takes Great Expectations out and leaves Arrow, and is not part of the fingerprint."""
    on = project_of(tmp_path, tmp_path / "dataset")
    off = project_of(tmp_path, tmp_path / "dataset", "run.great_expectations=false")
    assert (set(engines_of(on)), set(engines_of(off))) == ({"arrow", "great_expectations"}, {"arrow"})
    assert on.settings.changing_data() == off.settings.changing_data()
