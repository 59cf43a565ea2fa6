"""The sheets of a snapshot say what it knows, leave open what it does not, and let nothing in them act."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.export.documents import DOCUMENTS
from reinschrift.project import Project, load_project
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.steps import rebuild_here
from tests.texts import text_of

TITLE = '=cmd|"/c calc"!A1 <script>x</script> [a](javascript:1)'
REGISTER = """
[[source]]
name = "named"
files = "named.jsonl"
license = "CC-BY-4.0"
rights = "allowed"
origin = "a <b>crawl</b> | of ours"
collected = { from = 2026-01-01, to = 2026-02-03 }

[[source]]
name = "free"
files = "free.jsonl"
license = "CC0-1.0"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A snapshot of two sources: one whose licence asks for credit, one whose does not."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(REGISTER, encoding="utf-8")
    rows = [{"text": text_of(n), "url": f"https://s{n % 12}.example/{n}",
             "title": f"{TITLE} {n}",
             "author": "Ada Lauer",
             "published": f"20{10 + n % 5}-03-01"} for n in range(24)]  # fmt: skip
    (raw / "named.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (raw / "free.jsonl").write_text(json.dumps({"text": text_of(50), "title": "Frei"}) + "\n", encoding="utf-8")
    made = load_project(str(tmp_path))
    rebuild_here(made)
    return made


def document(project: Project, name: str) -> str:
    return (project.output / "snapshots" / "1.0.0" / name).read_text(encoding="utf-8")


def entries(project: Project, sheet: str = "ai_act_53_1_d") -> dict[str, dict[str, Any]]:
    return {entry["field"]: entry for entry in json.loads(document(project, "training-content.json"))[sheet]}


def test_each_is_the_same_each_time_and_verified(project: Project) -> None:
    """By its bytes, whoever makes it; one that was changed is named."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    for name, make in DOCUMENTS.items():
        assert make(storage, manifest) == (project.output / "snapshots" / "1.0.0" / name).read_bytes(), name
    assert verify(storage, manifest) == []
    (project.output / "snapshots" / "1.0.0" / "credits.jsonl").write_text("", encoding="utf-8")
    assert [fault.object for fault in verify(storage, manifest)] == ["snapshots/1.0.0/credits.jsonl"]


def test_the_sheet_of_the_ai_act_fills_what_is_known(project: Project) -> None:
    """Sizes, languages, sources, periods, domains by volume with the rule for small providers."""
    found = entries(project)
    counts = read_manifest(LocalStorage(project.output)).counts
    assert found["Size of the training data of the modality"]["value"]["documents"] == counts["kept"]["documents"]
    assert found["Languages"]["value"] == counts["languages"]
    assert found["Latest date of collection"]["value"] == "2026-02-03"
    assert found["Years of publication"]["value"] == [2010, 2014]
    assert [source["license"] for source in found["Sources of the data"]["value"]] == ["CC-BY-4.0", "CC0-1.0"]
    assert len(found["Top domains by volume"]["value"]) == 2  # a tenth of twelve, rounded up
    assert "first 1." in found["Top domains by volume"]["note"]


def test_what_only_others_know_is_left_open(project: Project) -> None:
    """By name, and never attested."""
    for field in (
        "Provider", "Names and versions of the model", "Signatory of the Code of Practice",
        "Synthetic data and the models that made it", "Data from users",
    ):  # fmt: skip
        assert entries(project)[field]["is_open"], field
    assert entries(project, "california_ab_2013")["Purchased or licensed"]["is_open"]
    assert document(project, "training-content.md").count("*open: only the provider of the model can say*") > 10


def test_credits_name_every_document_whose_licence_asks_for_it(project: Project) -> None:
    """Author, title, address, licence and change; none of public domain."""
    lines = [json.loads(line) for line in document(project, "credits.jsonl").splitlines()]
    assert len(lines) == 24
    assert {line["license"] for line in lines} == {"CC-BY-4.0"}
    assert {line["author"] for line in lines} == {"Ada Lauer"}
    assert all(line["url"] and line["title"] and line["changes"] for line in lines)


def test_nothing_in_them_acts(project: Project) -> None:
    """Markup and formulas of a title or an origin are text in Markdown, JSON and YAML."""
    for name in ("training-content.md", "datasheet.md"):
        text = document(project, name)
        assert "<b>" not in text
        assert not re.search(r"(?m)^[=+@]", text)
    head = yaml.safe_load(document(project, "CITATION.cff"))
    assert head["version"] == "1.0.0"
    assert head["license"] == ["CC-BY-4.0", "CC0-1.0"]
    assert all(line.startswith("{") for line in document(project, "credits.jsonl").splitlines())


def test_an_erasure_takes_a_document_out_of_all_of_them(project: Project) -> None:
    """Its title, its address and its domain are in none."""
    rows = [json.loads(line) for line in document(project, "credits.jsonl").splitlines()]
    gone = [next(row for row in rows if row["url"].endswith(end)) for end in ("/7", "/19")]  # all of one site
    for row in gone:
        done = CliRunner().invoke(main, ["erase", row["url"], str(project.output)])
        assert done.exit_code == 0, done.output
    for name in DOCUMENTS:
        text = document(project, name)
        assert not [one for row in gone for one in (row["id"], row["url"], "s7.example") if one in text], name
    storage = LocalStorage(project.output)
    assert verify(storage, read_manifest(storage)) == []
