"""Documents made of paragraphs that are repeated all over their source."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import reinschrift
from tests.steps import project_of, rebuild_here
from tests.texts import text_of


def test_a_document_that_would_lose_all_its_paragraphs_goes_whole(tmp_path: Path) -> None:
    """The snapshot keeps its contract, each paragraph stays in one document, and nothing is lost."""
    stock = [text_of(number).split("\n\n")[0] for number in range(8)]
    texts = ["\n\n".join(pair) for pair in combinations(stock, 2)]
    texts.append(f"{stock[0]}\n\nUnd dazu ein Satz über das Moor, den sonst niemand geschrieben hat.")
    (tmp_path / "raw").mkdir()
    lines = [json.dumps({"text": text, "url": f"https://blatt.example/{n}"}) for n, text in enumerate(texts)]
    (tmp_path / "raw" / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    project = project_of(tmp_path / "raw", tmp_path / "out", "dedup.min_frequency=5")
    assert rebuild_here(project).is_new
    assert not rebuild_here(project).is_new
    snapshot = reinschrift.open(tmp_path / "out")
    documents, paragraphs, removed = (
        getattr(snapshot, name).to_arrow().to_pylist() for name in ("documents", "paragraphs", "removed")
    )
    gone = [row for row in removed if row["scope"] == "document"]
    assert len(documents) + len(gone) == len(texts)
    assert gone
    assert sorted(row["text"] for row in paragraphs if row["text"] in stock) == sorted(stock)
    kept = {row["id"] for row in documents}
    for row in gone:
        assert (row["stage"], row["reason"], row["measured"], row["threshold"]) == ("dedup", "repeated_paragraph", 5, 5)
        assert row["matched_document"] in kept
        assert row["text"] in texts
    # The one with a sentence of its own stays, without the repeated one.
    assert [row["text"] for row in documents if "Moor" in row["text"]] == [texts[-1].split("\n\n")[1]]
