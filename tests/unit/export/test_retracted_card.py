"""The card of a copy from which retractions took documents out."""

from __future__ import annotations

import re
from pathlib import Path

import reinschrift
from reinschrift.export.forms import export_snapshot
from reinschrift.export.retract import Retracted, apply_retractions
from tests.steps import project_of, rebuild_here
from tests.texts import write_file


def head_and_body(card: Path) -> tuple[str, str]:
    _, head, body = card.read_text(encoding="utf-8").split("---\n", 2)
    return head, body


def test_the_card_of_a_copy_names_other_data(tmp_path: Path) -> None:
    """`datasets` caches rows by the hash in a configuration; where nothing goes, the card stays as it is."""
    write_file(tmp_path / "raw", "a", range(6))
    project = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(project)
    copy = tmp_path / "copy"
    export_snapshot(project.storage(), "huggingface", "latest", copy / "hub")
    other = "---\nwhat: notes\n---\nOf somebody else.\n"
    (copy / "README.md").write_text(other)
    card = copy / "hub" / "README.md"
    texts, digests = [head_and_body(card)], []
    ids = reinschrift.open(project.output).documents.to_arrow()["id"].to_pylist()
    for identity in ids[:2]:
        went = apply_retractions(Retracted(frozenset({identity}), frozenset()), copy)["rows"]
        texts.append(head_and_body(card))
        lines = re.findall(r"^\| (\S+\.parquet) \| (\d+) \|$", texts[-1][1], re.MULTILINE)[-len(went) :]
        assert {f"hub/{name}": int(n_rows) for name, n_rows in lines} == went
    digests = [set(re.findall("[0-9a-f]{64}", head)) for head, _ in texts]
    assert [len(each) for each in digests] == [1, 1, 1]
    assert len(set.union(*digests)) == 3
    assert all(body.startswith(texts[0][1]) for _, body in texts)
    assert texts[-1][1].count("## Retractions") == 1
    assert not apply_retractions(Retracted(frozenset({ids[0]}), frozenset()), copy)["rows"]
    assert head_and_body(card) == texts[-1]
    assert (copy / "README.md").read_text() == other
