"""The commands that look at things: what they print, as text and as JSON, and how they end when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reinschrift.cli import main
from tests.steps import project_of, rebuild_here

LETTER = """Liebe Anna,

die Kirschen sind reif, und der Hund hat den Zaun umgegraben. Komm bald!

Teilen Drucken Merken
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one letter, outside any project."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "anna.txt").write_text(LETTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_plan_writes_nothing(raw: Path, tmp_path: Path) -> None:
    """It names the shards and what is to be done, and leaves no folder behind."""
    done = run("plan", raw, "--output", "out", "--json")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.output)
    assert (plan["n_todo"], len(plan["shards"])) == (1, 1)
    assert not (tmp_path / "out" / "snapshots").exists()


def test_list_and_show_tell_of_a_snapshot(raw: Path, tmp_path: Path) -> None:
    """As a table for people, as JSON for programs."""
    rebuild_here(project_of(raw, tmp_path / "out"))
    assert "1.0.0" in run("list", "out").output
    assert json.loads(run("list", "out", "--json").output)[0]["kept"]["documents"] == 1
    shown = json.loads(run("show", "out", "--json").output)
    assert shown["counts"]["read"]["documents"] == 1
    assert "documents" in run("show", "out").output


def test_inspect_shows_every_line_and_its_fate(raw: Path) -> None:
    """Kept lines with kind and language, removed ones with the reason."""
    (document,) = json.loads(run("inspect", raw / "anna.txt", "--json").output)
    assert [line["text"] for line in document["lines"] if line["reason"] is None][-1].startswith("die Kirschen")
    assert [line["text"] for line in document["lines"] if line["reason"] is not None] == ["Teilen Drucken Merken"]
    assert "Kirschen" in run("inspect", raw / "anna.txt").output


def test_what_a_person_can_mend_ends_with_2(raw: Path, tmp_path: Path) -> None:
    """A typo in a setting, a missing path, no project: status 2, one message, no traceback."""
    for arguments in (("plan", raw, "--set", "dedup.treshold=.9"), ("plan", tmp_path / "none"), ("plan",)):
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert "Error: " in done.output
        assert "→" in done.output
        assert "Traceback" not in done.output


def test_a_missing_snapshot_ends_with_1(raw: Path) -> None:
    """The message says what there is."""
    done = run("show", raw)
    assert done.exit_code == 1
    assert "no snapshot yet" in done.output
