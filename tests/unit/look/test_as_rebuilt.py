"""Kind: `inspect` that knows less than a rebuild. Each file is shown with every value that a rebuild writes of it."""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.dataset as ds
import pytest

import reinschrift
from reinschrift.look.inspect import METADATA, inspect_file
from reinschrift.project import Project, load_project
from reinschrift.shard.finished import read_tables
from reinschrift.shard.plan import plan_rebuild
from reinschrift.shard.refine import refine_shard
from reinschrift.shard.spec import ShardSpec
from tests.steps import rebuild_here
from tests.texts import text_of

ROOT = Path(__file__).parents[3]
REASON = ("stage", "reason", "measured", "threshold")
SPLIT = '[stages.language]\nforeign_paragraphs = "split"\n'
REGISTERED = {
    "as it is": "",
    "pages": 'treatment = "pages"',
    "as_is": 'treatment = "as_is"',
    "settings": 'settings = { stages.lines.min_content = 0.9, stages.personal.emails = "count" }',
    "language": 'treatment = "light"\nsettings = { stages.verdicts.policy = "none" }',
}


def project_of_sample(folder: Path, more: str, settings: str) -> Project:
    """Return a project with the sample's files, and more in each entry of the register."""
    shutil.copytree(ROOT / "raw", folder / "raw")
    register = folder / "raw" / "sources.toml"
    before, *entries = register.read_text().split("[[source]]")
    register.write_text("[[source]]".join([before, *(f"{entry.rstrip()}\n{more}\n" for entry in entries)]))
    (folder / "reinschrift.toml").write_text(f'[paths]\ndataset = "d"\n[run]\nworkers = 1\n{settings}')
    return load_project(str(folder))


def as_stored(value: Any) -> Any:
    """Return a value as a column of 32 bits and JSON keep it, so that two ways to it compare."""
    if isinstance(value, float):
        return round(float(np.float32(value)), 5)
    if isinstance(value, dict):
        return {name: as_stored(each) for name, each in value.items()}
    return [as_stored(each) for each in value] if isinstance(value, list | tuple) else value


def rebuilt(spec: ShardSpec) -> dict[str, dict[str, Any]]:
    """Return what a rebuild writes of each document of a shard, before duplicates are looked for."""
    found: dict[str, dict[str, Any]] = {}
    of: dict[str, dict[str, list[Any]]] = defaultdict(lambda: {"kept": [], "removed": [], "spans": []})
    for documents, paragraphs, removed in read_tables(refine_shard(spec).folder):
        ids = documents["id"].to_pylist()
        found |= {row["id"]: {"row": row, "why": None} for row in documents.to_pylist()}
        for row in paragraphs.to_pylist():
            of[ids[row["document"]]]["kept"].append((row["text"], row["kind"], row["language"]))
        for row in removed.to_pylist():
            reason = as_stored([row[name] for name in REASON])
            if row["scope"] == "document":
                found[row["document_id"]] = {"row": row, "why": reason}
            elif row["scope"] == "paragraph":
                of[row["document_id"]]["removed"].append((row["position"], row["text"], reason))
            else:
                of[row["document_id"]]["spans"].append((row["reason"], row["text"], row["n_chars"]))
    for id_, each in found.items():
        each.update(of[id_])
        if each["why"]:  # its content stands in one row, as one text
            each["kept"] = each["row"]["text"] or ""
    return found


def shown(document: dict[str, Any], columns: set[str]) -> dict[str, Any]:
    """Return the same of an inspected document, of the metadata what `columns` has."""
    lines, why = document["lines"], document["removed"]
    kept = [(line["text"], line["kind"], line["language"]) for line in lines if line["reason"] is None]
    whole = why["text"] if why and "text" in why else "\n\n".join(text for text, _, _ in kept)
    return {
        "metadata": {name: as_stored(value) for name, value in document["metadata"].items() if name in columns},
        "why": as_stored([why[name] for name in REASON]) if why else None,
        "kept": (whole or "") if why else kept,
        "removed": [
            (position, line["text"], as_stored([line[name] for name in REASON]))
            for position, line in enumerate(lines)
            if line["reason"] is not None
        ],
        "spans": [(span["reason"], span["text"], span["n_chars"]) for line in lines for span in line["spans"]],
    }


@pytest.mark.parametrize(
    ("more", "settings"), [*((more, "") for more in REGISTERED.values()), ("", SPLIT)], ids=[*REGISTERED, "split"]
)
def test_inspect_shows_each_file_of_the_sample_as_it_is_rebuilt(tmp_path: Path, more: str, settings: str) -> None:
    """Paragraphs, removed rows and spans with their reasons, metadata: whatever the register sets for the source."""
    project = project_of_sample(tmp_path, more, settings)
    n_documents = 0
    for spec in plan_rebuild(project).shards:
        wanted = rebuilt(spec)
        documents = [each for part in spec.parts for each in inspect_file(project, part.address)]
        assert {each["id"] for each in documents} == set(wanted)
        for each in documents:
            row = wanted[each["id"]].pop("row")
            metadata = {name: as_stored(row[name]) for name in METADATA if row.get(name) is not None}
            found = shown(each, {name for name in METADATA if name in row})
            assert found == {"metadata": metadata, **wanted[each["id"]]}, each["source_path"]
        n_documents += len(documents)
    assert n_documents > 60


def test_a_file_that_two_sources_name_is_shown_for_both(tmp_path: Path) -> None:
    """As a rebuild reads it twice, each time with what that entry says."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.jsonl").write_text(json.dumps({"text": "Der Kahn liegt am Ufer und wartet.", "b": "Nein."}))
    entry = '[[source]]\nname = "{}"\nfiles = "a.jsonl"\nlicense = "unknown"\nfields = {{ text = "{}" }}\n'
    (tmp_path / "raw" / "sources.toml").write_text(entry.format("one", "text") + entry.format("two", "b"))
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n')
    project = load_project(str(tmp_path))
    every = list(inspect_file(project, str(tmp_path / "raw" / "a.jsonl")))
    assert [(each["source"], each["lines"][0]["text"][:3]) for each in every] == [("one", "Der"), ("two", "Nei")]


@pytest.mark.parametrize("remove", ["document", "paragraph", "nothing"])
def test_what_holds_an_item_of_a_held_out_set_is_shown_as_it_is_rebuilt(tmp_path: Path, remove: str) -> None:
    """Kind: a rule of the register that `inspect` does not know. The same rows go, with the same item and numbers."""
    (tmp_path / "raw").mkdir()
    texts = {number: text_of(number) for number in range(4)}
    texts[2] = f"{texts[2]}\n\n{text_of(9).split(chr(10))[0]}"
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts.values())
    (tmp_path / "raw" / "a.jsonl").write_text(lines)
    (tmp_path / "raw" / "exam.jsonl").write_text(json.dumps({"question": text_of(9).split("\n")[0]}))
    (tmp_path / "raw" / "sources.toml").write_text(
        '[[source]]\nname = "one"\nfiles = "a.jsonl"\nlicense = "unknown"\n'
        f'[[held_out]]\nname = "exam"\nfiles = "exam.jsonl"\nremove = "{remove}"\n'
    )
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n')
    project = load_project(str(tmp_path))
    rebuild_here(project)
    snapshot = reinschrift.open(project.output)
    names = ("document_id", "reason", "measured", "threshold", "matched_item")
    wanted = [tuple(row[name] for name in names) for row in snapshot.removed.to_arrow().to_pylist()]
    found = []
    for each in inspect_file(project, str(tmp_path / "raw" / "a.jsonl")):
        rows = [line for line in each["lines"] if line["reason"]]
        if each["removed"]:
            item = each["removed"]["detail"].removeprefix("It holds the item ").removesuffix(".")
            rows.append({**each["removed"], "matched_item": item})
        found += [(each["id"], *(row[name] for name in names[1:])) for row in rows]
        kept = snapshot.documents.where(ds.field("id") == each["id"]).to_arrow().to_pylist()
        assert [each["metadata"].get("held_out")] * len(kept) == [row["held_out"] for row in kept]
    assert found == wanted
    assert len(wanted) == (remove != "nothing")
