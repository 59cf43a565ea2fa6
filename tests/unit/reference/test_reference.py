"""Texts are scored by how like a trusted source they are."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import StorageError
from reinschrift.project import Project, load_project
from reinschrift.reference.ngrams import numbered, vocabulary_of, words_of
from reinschrift.reference.score import scores_of, sums_of
from reinschrift.reference.train import LEAST_FREQUENCY, train
from reinschrift.snapshot.reference import _drawn, _hash, _lowest, read_reference
from tests.steps import rebuild_here

PLAIN = (
    "der",
    "Müller",
    "ging",
    "am",
    "Abend",
    "über",
    "die",
    "Brücke",
    "und",
    "sah",
    "den",
    "Fluss",
    "im",
    "Tal",
    "liegen",
)
LOUD = (
    "jetzt",
    "nur",
    "kaufen",
    "Rabatt",
    "heute",
    "gratis",
    "die",
    "und",
    "Angebot",
    "sofort",
    "sparen",
    "am",
    "im",
    "Preis",
)


def text_of(words: tuple[str, ...], seed: int) -> str:
    chance = random.Random(seed)
    lines = [" ".join(chance.choice(words) for _ in range(12)).capitalize() + f" {seed * 7919}." for _ in range(6)]
    return "\n\n".join(lines)


def texts(n: int = 120) -> tuple[pa.Array, Any]:
    both = [text_of(PLAIN if number % 2 else LOUD, number) for number in range(2 * n)]
    return pa.array(both), np.arange(2 * n) % 2 == 1


@given(st.lists(st.text("ab ÄöC-1.", max_size=30), max_size=5))
def test_words_and_pairs_are_those_of_a_loop(both: list[str]) -> None:
    """Runs of letters and digits in small letters, and two in a row of one text."""
    vocabulary = pa.array(["a", "b", "ä", "a b", "b a", "c", "1"])
    text, number = numbered(words_of(pa.array(both, pa.string())), vocabulary)
    found = sorted((int(at), vocabulary[int(n)].as_py()) for at, n in zip(text, number, strict=True) if n >= 0)
    expected = []
    for at, one in enumerate(both):
        words = "".join(sign if sign.isalnum() else " " for sign in one.lower()).split()
        ngrams = [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]
        expected += [(at, each) for each in ngrams if each in vocabulary.to_pylist()]
    assert found == sorted(expected)


def test_a_rare_word_is_in_no_model() -> None:
    """What one person's texts alone have would be told by the model of every snapshot."""
    often = ["wort eins"] * LEAST_FREQUENCY + ["wort zwei"] * (LEAST_FREQUENCY - 1)
    vocabulary, _, _ = vocabulary_of(words_of(pa.array(often)), LEAST_FREQUENCY)
    assert sorted(vocabulary.to_pylist()) == ["eins", "wort", "wort eins"]


def test_a_model_tells_the_kinds_apart_and_says_by_what() -> None:
    both, is_reference = texts()
    model = train(both, is_reference, ["plain"])
    assert model is not None
    assert model["accuracy"] == model["area"] == 1.0
    assert {"müller", "brücke"} <= {*model["telling_for"]}
    assert {"rabatt", "gratis"} <= {*model["telling_against"]}
    new = scores_of(pa.array([text_of(PLAIN, 9001), text_of(LOUD, 9002), "", "ganz andere Wörter"]), model).to_pylist()
    assert new[0] > 0.9
    assert new[1] < 0.1
    assert new[2] == new[3]


def test_too_few_texts_make_no_model() -> None:
    both, is_reference = texts(49)
    assert train(both, is_reference, ["plain"]) is None
    both, is_reference = texts(50)
    assert train(both, is_reference, ["plain"]) is not None


def test_a_sum_is_the_mean_weight_of_words_and_pairs() -> None:
    weights = {"alt": 1.0, "alt haus": -0.5}
    assert sums_of(pa.array(["Alt, Haus neu", "neu", None]), weights).tolist() == [0.5 / 5, 0.0, 0.0]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A source of plain texts, which is trusted, and one of both kinds."""
    for name, numbers, kinds in (("trusted", range(80), (PLAIN,)), ("web", range(200, 340), (PLAIN, LOUD))):
        (tmp_path / "raw" / name).mkdir(parents=True)
        rows = [{"text": text_of(kinds[number % len(kinds)], number), "id": f"{name}{number}"} for number in numbers]
        (tmp_path / "raw" / name / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return enter(tmp_path, reference=True)


def enter(root: Path, *, reference: bool, settings: str = "") -> Project:
    entry = '[[source]]\nname = "{0}"\nfiles = "{0}"\nlicense = "unknown"\n'
    trusted = entry.format("trusted") + f"reference = {str(reference).lower()}\n"
    (root / "raw" / "sources.toml").write_text(trusted + entry.format("web"))
    off = '[stages.verdicts]\npolicy = "none"\n[dedup]\nparagraphs = false\ndocuments = false\n'
    (root / "reinschrift.toml").write_text(f"[snapshot]\n{settings}\n{off}")
    return load_project(str(root))


def scores(project: Project) -> dict[str, float | None]:
    rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
    return {row["record"]: row["quality"]["like_reference"] for row in rows}


def test_a_trusted_source_gives_every_document_a_score(project: Project) -> None:
    """Without one the score is null; naming one does no shard again; the model is in the manifest; bytes repeat."""
    assert project.root is not None
    rebuild_here(enter(project.root, reference=False))
    assert {*scores(project).values()} == {None}
    times = [file.stat().st_mtime_ns for file in sorted((project.output / "work").glob("*/shard.json"))]
    first = rebuild_here(enter(project.root, reference=True))
    assert [file.stat().st_mtime_ns for file in sorted((project.output / "work").glob("*/shard.json"))] == times
    found = scores(project)
    likes = {name: score for name, score in found.items() if score is not None and score > 0.5}
    assert {*likes} == {f"trusted{n}" for n in range(80)} | {f"web{n}" for n in range(200, 340) if n % 2 == 0}
    model = first.manifest.models["reference"]
    assert (model["reference"], model["accuracy"] > 0.7) == (["trusted"], True)
    again = load_project(str(project.root), output=str(project.root / "again"))
    assert rebuild_here(again).manifest.tables == first.manifest.tables


def test_replay_says_what_another_bound_would_do(project: Project) -> None:
    """What it says is lost and gained is what a rebuild with the bound does."""
    assert project.root is not None
    rebuild_here(enter(project.root, reference=True))
    asked = ["replay", "--set", "snapshot.min_like_reference=0.5", "--json", str(project.output)]
    told = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).output)
    before = {*scores(project)}
    rebuild_here(enter(project.root, reference=True, settings="min_like_reference = 0.5"))
    assert (told["lost"]["documents"], told["gained"]["documents"]) == (len(before - {*scores(project)}), 0)
    asked = ["replay", "--set", "snapshot.min_like_reference=0", "--json", str(project.output)]
    told = json.loads(CliRunner().invoke(main, asked, catch_exceptions=False).output)
    assert (told["lost"]["documents"], told["gained"]["documents"]) == (0, len(before - {*scores(project)})) != (0, 0)
    rebuild_here(enter(project.root, reference=False))
    refused = CliRunner().invoke(main, asked)
    assert (refused.exit_code, "no trusted sources" in refused.output) == (2, True)


def test_documents_below_a_bound_go(project: Project) -> None:
    """They are removed with the score on record; those of the trusted source stay whatever theirs is."""
    assert project.root is not None
    rebuild_here(enter(project.root, reference=True, settings="min_like_reference = 0.5"))
    rows = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    gone = [row for row in rows if row["reason"] == "unlike_reference"]
    assert {row["record"] for row in gone} == {f"web{n}" for n in range(200, 340) if n % 2}
    assert all(row["measured"] < row["threshold"] == 0.5 for row in gone)
    assert all(round(row["measured"], 3) == round(row["quality"]["like_reference"], 3) for row in gone)


def test_the_documents_with_the_lowest_hashes_train(tmp_path: Path) -> None:
    """At most 4,000 of each kind whatever shard they are in, and 4,000 characters of each."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for at, folder in enumerate(folders):
        folder.mkdir()
        ids = [f"{at}:{number}" for number in range(2_050)]
        rows = {"id": ids, "source": ["a"] * len(ids), "text": ["x" * 4_100] * len(ids)}
        pq.write_table(pa.table(rows), folder / "documents.parquet")
    lowest = sorted((_hash(f"{at}:{number}"), f"{at}:{number}") for at in (0, 1) for number in range(2_050))[:4_000]
    assert _lowest(folders, ["a"], wanted=True) == lowest
    assert _lowest(folders, ["a"], wanted=False) == []
    drawn = list(_drawn(folders[::-1], {"0:1", "1:7"}, ["b"]))
    assert [(key, len(text), is_own) for key, text, is_own in sorted(drawn)] == [
        (key, 4_000, False) for key in sorted((_hash("0:1"), _hash("1:7")))
    ]


def test_a_damaged_model_stops_a_rebuild(project: Project) -> None:
    """Without it the score of every document would be null, and nobody would notice."""
    rebuild_here(project)
    (record,) = (project.output / "work").glob("decisions-*/reference.json")
    record.write_text("{}")
    with pytest.raises(StorageError, match="trusted sources was changed"):
        read_reference(record.parent)
