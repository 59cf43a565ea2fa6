"""The words of a document are one number, wherever it is told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa

import reinschrift
from reinschrift.stages.quality.signals import count_words
from tests.steps import project_of, rebuild_here
from tests.texts import text_of


def test_n_words_is_the_word_count_of_quality(tmp_path: Path) -> None:
    """But where a repeated paragraph went after the signals were taken: then it counts what stays."""
    stock = text_of(50).split("\n\n")[0]
    own = [
        "Am 3. Mai 2024 kamen z.B. 1,5 Millionen Leser auf https://example.org/seite?a=b, sagte Müller-Lüdenscheidt.",
        "L’homme qui parlait d’abord aux autres n’a pas dit un mot de plus, mais 25 % l’ont compris, dit-il.",
        "Er schrieb an R&D_Abteilung über x/y und --help; die Antwort kam um 12:30 Uhr, wie es hieß.",
    ]
    texts = [f"{text_of(number)}\n\n{text}" for number, text in enumerate(own)]
    texts += [f"{stock}\n\n{text_of(number)}" for number in range(10, 18)]
    (tmp_path / "raw").mkdir()
    lines = [json.dumps({"text": text, "url": f"https://blatt.example/{n}"}) for n, text in enumerate(texts)]
    (tmp_path / "raw" / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert rebuild_here(project_of(tmp_path / "raw", tmp_path / "out", "dedup.min_frequency=5")).is_new

    documents = reinschrift.open(tmp_path / "out").documents.to_arrow()
    rows = documents.to_pylist()
    again = count_words(
        documents["text"].combine_chunks(), np.arange(len(rows) + 1), documents["language"].combine_chunks()
    )
    assert [row["n_words"] for row in rows] == again.tolist()
    whole = [row for row in rows if row["text"] in texts]
    shorter = [row for row in rows if row["text"] not in texts]
    assert len(whole) >= len(own)
    assert shorter
    assert all(row["n_words"] == row["quality"]["word_count"] for row in whole)
    assert all(row["n_words"] < row["quality"]["word_count"] for row in shorter)
    assert pa.types.is_int64(documents["n_words"].type)
