"""Workers begin to load before Prefect is imported, where there will be any."""

from __future__ import annotations

from multiprocessing import forkserver
from pathlib import Path

import pytest

from reinschrift.run import rebuild
from reinschrift.run.ahead import workers_ahead
from reinschrift.run.executors.template import HAS_TEMPLATE, PAGES, TABLES, TEXTS
from reinschrift.shard.plan import plan_rebuild
from tests.steps import project_of, rebuild_here
from tests.texts import text_of

pytestmark = pytest.mark.skipif(not HAS_TEMPLATE, reason="here each worker loads everything itself")


def loading() -> list[str]:
    """Return what the template of this process loads; nothing where there is none."""
    server = forkserver._forkserver  # it has no public name
    return server._preload_modules if server._forkserver_pid is not None else []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("n_bytes", "setting", "loaded"),
    [(1_000, "", []), (2_000_000, "", [PAGES]), (1_000, "run.workers=1", [PAGES])],
)
def test_the_first_run_goes_by_the_size_of_the_files(
    tmp_path: Path, n_bytes: int, setting: str, loaded: list[str]
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("ein Wort " * (n_bytes // 9))
    with workers_ahead(project_of(tmp_path / "raw", tmp_path / "out", *filter(None, [setting])), None):
        assert loading() == loaded
    assert loading() == []


def test_later_runs_go_by_their_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every shard is finished no models are loaded, where there are plain texts none of pages."""
    monkeypatch.setattr(rebuild, "LITTLE_BYTES", 100)
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(text_of(1))
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    for name, loaded in (("", [TABLES]), ("b.txt", [TEXTS]), ("c.html", [PAGES])):
        if name:
            (tmp_path / "raw" / name).write_text(f"<html><p>{text_of(2)}</html>" if name == "c.html" else text_of(2))
        with workers_ahead(project, plan_rebuild(project)):
            assert loading() == loaded
