"""No command starts a server that needs none; that takes twelve seconds and 240 MB."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reinschrift.cli import main
from reinschrift.look.dataset import open_snapshot
from tests.steps import project_of, rebuild_here

COMMAND = str(Path(sys.executable).parent / "reinschrift")
TEXTS = {
    "a": "Der alte Hafen wurde im Herbst neu gepflastert. Die Fischer kamen trotzdem nicht zurück.",
    "b": "Auf dem Markt verkauft eine Frau aus dem Nachbardorf Äpfel, die heute niemand mehr kennt.",
}
WITH_SERVER = {"rebuild", "serve", "server open"}
"""The commands that are there to run the flow, or to show its pages."""
ARGUMENTS: dict[str, list[list[str]]] = {
    "init": [["init", "other"], ["init", "third", "--from", "texts"]],
    "plan": [["plan", "texts"], ["plan"]],
    "overdue": [["overdue"], ["overdue", "--hours", "5", "--json"]],
    "server status": [["server", "status"]],
    "server stop": [["server", "stop"]],
    "inspect": [["inspect", "texts/a.txt"]],
    "list": [["list"]],
    "sql": [["sql", "SELECT count(*) FROM documents"]],
    "show": [["show"]],
    "verify": [["verify"]],
    "diff": [["diff", "1.0.0", "1.0.0"]],
    "explain": [["explain", "ID"]],
    "find": [["find", "Die Fischer kamen trotzdem nicht zurück"]],
    "report": [["report", "--no-open"]],
    "changes": [["changes", "--since", "1.0.0"]],
    "apply-retractions": [
        ["export", "--format", "jsonl", "--output", "copy"],
        ["erase", "ID"],
        ["apply-retractions", "processed/corpus", "copy"],
    ],
    "sign": [["sign", "--new-key", "key"], ["sign", "--key", "key"], ["verify", "--key", "key.pub"]],
    "attest": [
        ["sign", "--new-key", "other"],
        ["sign", "--key", "other"],
        ["attest", "--key", "other", "--rebuilt", "processed/corpus"],
    ],
    "explain-reason": [["explain-reason", "menu"]],
    "export": [["export", "--format", form, "--output", form] for form in ("folder", "jsonl", "delta")],
    "replay": [["replay"]],
    "tag": [["tag", "gold", "1.0.0"], ["tag", "gold", "--delete"]],
    "gc": [["gc"], ["gc", "--delete", "--grace-days", "0"]],
    "erase": [["erase", "ID"]],
    "rollback": [["rollback", "1.0.0"]],
    "push": [["push", "s3://nobody-made-this/x"]],
    "completion": [["completion", "bash", "--print"]],
}


def _names() -> set[str]:
    groups = {name: getattr(command, "commands", None) for name, command in main.commands.items()}
    return {f"{name} {below}" if below else name for name, inner in groups.items() for below in inner or [""]}


def test_every_command_is_tried_here() -> None:
    """A new one says whether it needs a server."""
    assert ARGUMENTS.keys() | WITH_SERVER == _names()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A project with a dataset, and the id of a document in it."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("texts", "raw"):
        (root / folder).mkdir()
    for each, text in TEXTS.items():
        (root / "texts" / f"{each}.txt").write_text(text, encoding="utf-8")
    (root / "raw" / "sources.toml").write_text('[[source]]\nname = "texts"\nfiles = "../texts"\nlicense = "unknown"\n')
    (root / "reinschrift.toml").write_text("")
    rebuild_here(project_of(root / "texts", root / "processed" / "corpus"))
    return root, open_snapshot(root / "processed" / "corpus").documents.to_arrow()["id"][0].as_py()


QUICK = ("init", "plan", "inspect", "find", "list")
"""Each is a process or more: the others are tried among the slow tests."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in ARGUMENTS]
)
def test_a_command_that_needs_no_server_starts_none(
    tmp_path: Path, made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """It neither makes the server's folder nor loads Prefect; what it is asked for it does all the same."""
    root, known = made
    shutil.copytree(root, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")  # where nobody answers
    for arguments in ARGUMENTS[name]:
        command = [COMMAND, *(known if word == "ID" else word for word in arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == (1 if name == "push" else 0), done.stderr[-1000:]
        assert " prefect\n" not in done.stderr
        assert not list(tmp_path.rglob(".prefect"))
        assert not list(tmp_path.rglob("server.*"))


def test_a_question_in_sql_ends_without_a_word_of_duckdb(made: tuple[Path, str]) -> None:
    """What is not collected at the end of a process is a leak to DuckDB, and it names each."""
    pytest.importorskip("duckdb")
    command = [COMMAND, "sql", "SELECT count(*) AS n FROM documents", "--project", str(made[0])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["n", "2"], "")
