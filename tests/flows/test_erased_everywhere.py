"""An erased text is in no file of a project but its raw file: dataset, work, the server's database and log."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard

from reinschrift.run.server.find import ensure_server, stop_server
from tests.flows.sandbox import COMMAND, environment

pytestmark = pytest.mark.slow

SENTENCE = "Quastenflosser Wendelin zog neunzehn silberne Kurbelwellen durch das verschneite Oberammergau"
DATASET = "processed/texts"
WORDS = ("Quastenflosser", "Kurbelwellen", "wendelin-kolumne")
PROSE = "Am Abend trafen sich die Leute aus dem Tal im alten Gasthaus und sprachen lange über das Hochwasser von {}."


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project with a server, one snapshot with the text in it, and a second one that a newer document made."""
    root = tmp_path_factory.mktemp("erased")
    (root / "reinschrift.toml").write_text("[run]\nworkers = 2\n[snapshot]\nshard_mb = 0.002\n")
    (root / "texts").mkdir()
    records = [{"text": "\n\n".join(PROSE.format(n * 100 + m) for m in range(5)), "id": n} for n in range(12)]
    records[4] |= {
        "text": f"{records[4]['text']}\n\n{SENTENCE}.",
        "url": "https://zeitung.example/wendelin-kolumne/7",
        "title": "Der Quastenflosser im Schnee",
    }
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    (root / "texts" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    ensure_server(root / ".prefect")
    run(root, "rebuild", str(root / "texts"), "--output", DATASET, "--quiet")
    (root / "texts" / "b.txt").write_text("\n\n".join(PROSE.format(n + 3000) for n in range(5)), "utf-8")
    run(root, "rebuild", str(root / "texts"), "--output", DATASET, "--quiet")
    yield root
    stop_server(root / ".prefect")


def run(root: Path, *command: str) -> str:
    """Run a command in the project's folder and return what it printed."""
    done = subprocess.run(
        [*COMMAND, *command], cwd=root, env=environment(), capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_with(folder: Path) -> list[str]:
    """Return the files that hold one of the planted words, those of tables and what is packed decoded."""
    found = []
    paths = [path for path in folder.rglob("*") if path.is_file() and folder / "texts" not in path.parents]
    for path in sorted(paths):
        data = path.read_bytes()
        if data[:4] == b"PAR1":
            data += repr(pq.read_table(path).to_pylist()).encode()
        elif data[:4] == b"\x28\xb5\x2f\xfd":
            data += zstandard.ZstdDecompressor().decompressobj().decompress(data)
        if any(form in data for word in WORDS for form in (word.encode(), word.encode("utf-16-le"))):
            found.append(str(path.relative_to(folder)))
    return found


def test_nothing_of_it_is_left(project: Path) -> None:
    """After it was found, explained and erased, no file holds a word of its text, its title or its address."""
    assert "found in 1 document" in run(project, "find", SENTENCE, DATASET)
    assert "wendelin-kolumne" in run(project, "explain", "https://zeitung.example/wendelin-kolumne/7", DATASET)
    run(project, "report", DATASET, "--no-open")
    before = files_with(project)
    assert any(name.startswith("processed/texts/objects/documents") for name in before), before
    run(project, "erase", "https://zeitung.example/wendelin-kolumne/7", DATASET, "--reason", "letter 12")
    assert files_with(project) == []
    run(project, "rebuild", str(project / "texts"), "--output", DATASET, "--quiet")
    assert files_with(project) == []
    assert "erased" in run(project, "find", "https://zeitung.example/wendelin-kolumne/7", DATASET)


def test_the_server_was_searched(project: Path) -> None:
    """The server's database and log are among the files that are searched."""
    names = {path.name for path in (project / ".prefect").rglob("*") if path.is_file()}
    assert {"prefect.db", "server.log"} <= names, names
