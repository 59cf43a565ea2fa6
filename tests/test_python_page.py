"""docs/python.md shows what Python programs do: its examples run, in their order, on a dataset of its own."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

import reinschrift
from reinschrift import library
from tests.steps import project_of, rebuild_here
from tests.texts import write_file

PAGE = Path(__file__).parents[1] / "docs" / "python.md"


def blocks_of(page: Path) -> list[str]:
    """Return the examples of a page."""
    return re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_the_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but the training where torch is not installed; a rebuild goes the same steps without its server."""
    monkeypatch.chdir(tmp_path)
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", tmp_path / "corpus")
    rebuild_here(made)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "1887.txt").write_text(
        "Die Mühle stand drei Jahre leer, bis ein Ehepaar aus der Stadt sie kaufte.\n\nAlle Rechte vorbehalten\n"
    )
    (tmp_path / "my-project").mkdir()
    (tmp_path / "my-project" / "reinschrift.toml").touch()
    asked: list[Any] = []

    def run(project: Any, parameters: Any, *, ephemeral: bool) -> dict[str, Any]:
        asked.append(parameters)
        return {"version": "1.0.0"}

    monkeypatch.setattr(library, "run_flow", run)
    monkeypatch.setattr(library, "open_snapshot", lambda _, version: reinschrift.open("corpus", version))
    space: dict[str, Any] = {}
    for block in blocks_of(PAGE):
        if "from torch" not in block or importlib.util.find_spec("torch"):
            exec(compile(block, str(PAGE), "exec"), space)  # noqa: S102  # our own page
    assert [one["paths"] for one in asked] == [[f"{tmp_path}/letters"], []]
    assert asked[1]["overrides"] == ["run.workers=4"]
    assert asked[1]["root"] == f"{tmp_path}/my-project"
