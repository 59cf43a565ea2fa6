"""Items of held-out sets are found however they are broken into lines, and mixtures are cleared of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.errors import ConfigError
from reinschrift.held_out.find import LEAST_COVERED, LEAST_WORDS, WINDOW, find_held_out, index_of
from reinschrift.held_out.read import read_held_out
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, write_file

WORDS = st.lists(
    st.sampled_from(["alt", "Brot", "Chor", "drei", "Esel", "fünf", "gut", "Haus"]), min_size=WINDOW, max_size=40
)
FILLER = [f"wort{number}" for number in range(60)]
GAPS = st.sampled_from([" ", "\n", "\n\n", ", ", " – "])


def found_in(text: str, *items: str) -> list[int]:
    sets = index_of([str(number) for number in range(len(items))], items)
    return [one.item for one in find_held_out(pa.array([text]), sets)]


@given(WORDS, st.lists(GAPS, min_size=39, max_size=39), st.integers(0, 59))
def test_an_item_is_found_whatever_stands_between_its_words_and_around_it(
    words: list[str], gaps: list[str], before: int
) -> None:
    planted = "".join(word.upper() + gap for word, gap in zip(words, [*gaps, " "], strict=False))
    text = " ".join([*FILLER[:before], planted, *FILLER[before:]])
    assert found_in(text, "ganz andere Wörter als alles was hier sonst noch steht", " ".join(words)) == [1]


@given(st.lists(st.lists(st.sampled_from(FILLER), max_size=30).map(" ".join), max_size=6))
def test_texts_of_other_words_and_windows_over_their_ends_are_not_found(texts: list[str]) -> None:
    sets = index_of(["a"], ["alt Brot Chor drei Esel fünf gut Haus alt Brot"])
    halves = ["alt Brot Chor drei Esel", "fünf gut Haus alt Brot"]
    assert find_held_out(pa.array([*texts, *halves], pa.string()), sets) == []


def test_half_of_an_item_is_enough_up_to_a_number_of_words() -> None:
    item = FILLER[:20]
    assert found_in(" ".join(item[: WINDOW + 2]), " ".join(item)) == [0]
    assert found_in(" ".join(item[: WINDOW + 1]), " ".join(item)) == []
    assert found_in(" ".join(FILLER[:LEAST_COVERED]), " ".join(FILLER)) == [0]
    assert found_in(" ".join(FILLER[: LEAST_COVERED - 1]), " ".join(FILLER)) == []


def test_an_item_with_a_changed_word_is_found_and_a_shared_window_counts_for_each_item() -> None:
    item = " ".join(FILLER[:30])
    assert found_in(item.replace("wort15 ", "anders "), item) == [0]
    shared = " ".join(FILLER[:WINDOW])
    assert found_in(item, f"{shared} ganz anders geht es weiter als sonst wo oder auch nicht", item) == [1]


def test_a_short_item_is_found_as_a_whole_paragraph_alone() -> None:
    assert found_in("Davor.\n\nWie hoch ist der Brocken?\n\nDanach.", "wie hoch, ist der brocken") == [0]
    assert found_in("Wie hoch ist der Brocken im Harz?", "wie hoch ist der brocken") == []
    assert found_in("Ja.\n\nNein, nie.", "Ja", "nein nie", " ".join(FILLER[: LEAST_WORDS - 1])) == []


def test_sets_are_read_in_every_form(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"question": " ".join(FILLER[:9]), "answer": "ja", "n": 3},
        {"question": " ".join(FILLER[9:20])},
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "c.jsonl.zst").write_bytes(zstandard.compress(lines))
    (tmp_path / "d.txt").write_text("\n\n".join(row["question"] for row in rows))
    pq.write_table(pa.table({"question": [row["question"] for row in rows]}), tmp_path / "e.parquet")
    for name, place in (("a.jsonl", "1:question"), ("b.jsonl.gz", "1:question"), ("c.jsonl.zst", "1:question"),
                        ("d.txt", "1"), ("e.parquet", "1:question")):  # fmt: skip
        sets = read_held_out([tmp_path / name])
        (found,) = find_held_out(pa.array([f"Hier steht {rows[1]['question']} mit drin"]), sets)
        assert sets.names[found.item] == f"{name}:{place}"
    (tmp_path / "f.jsonl").write_text("{")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_held_out([tmp_path / "f.jsonl"])


def test_a_mixture_is_cleared_and_says_of_what(tmp_path: Path) -> None:
    """Removed or marked, whatever the size of the files; the set's text is in none of them."""
    write_file(tmp_path / "raw", "a", range(8))
    rebuild_here(project_of(tmp_path / "raw", tmp_path / "corpus"))
    sentence = text_of(5).split("\n\n")[1]
    (tmp_path / "bench.jsonl").write_text(json.dumps({"question": f"{sentence} Wie viele waren es?"}) + "\n")
    recipe = 'unit = "documents"\nheld_out = ["*.jsonl"]\nform = "parquet"\nwhere = {}\n[[parts]]\nname = "all"\n'
    (tmp_path / "mix.toml").write_text(recipe)
    described = reinschrift.mix(tmp_path / "corpus", tmp_path / "mix.toml", tmp_path / "removed")
    (line,) = (json.loads(one) for one in (tmp_path / "removed" / "held_out.jsonl").read_text().splitlines())
    assert described["held_out"]["documents"] == 1
    assert described["parts"][0]["there"]["documents"] == described["n_rows"] == 7
    assert line["item"] == "bench.jsonl:0:question"
    assert line["id"] not in pq.read_table(tmp_path / "removed" / "data")["id"].to_pylist()
    assert all("Wie viele" not in file.read_text("utf-8") for file in (tmp_path / "removed").glob("*.json*"))
    (tmp_path / "mix.toml").write_text('held_out_as = "mark"\n' + recipe)
    reinschrift.mix(tmp_path / "corpus", tmp_path / "mix.toml", tmp_path / "marked")
    marked = pq.read_table(tmp_path / "marked" / "data").select(["id", "held_out"]).to_pylist()
    assert [row["id"] for row in marked if row["held_out"] == line["item"]] == [line["id"]]
    assert len(marked) == 8
    (tmp_path / "mix.toml").write_text('held_out = ["none.jsonl"]\n[[parts]]\nname = "all"\n')
    with pytest.raises(ConfigError, match=r"no file none\.jsonl"):
        reinschrift.mix(tmp_path / "corpus", tmp_path / "mix.toml", tmp_path / "none")
