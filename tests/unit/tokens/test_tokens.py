"""Tokens are counted by pieces exactly as whole texts are, and a snapshot says how many it has."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reinschrift
from reinschrift.errors import ConfigError
from reinschrift.shard.plan import plan_rebuild
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.statistics import sum_by
from reinschrift.snapshot.statistics_files import count_snapshot, read_statistics
from reinschrift.storage import LocalStorage
from reinschrift.tokens import pieces
from reinschrift.tokens.count import TOKEN_COUNTS, _short_parts, count_tokens, counter_of
from reinschrift.tokens.find import PATTERNS, Tokenizer, cuts_of, find_tokenizers
from reinschrift.tokens.pieces import PieceCounter
from tests.steps import project_of, rebuild_here
from tests.texts import write_file

LIKE_CL100K = re.compile(
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\w]?[^\W\d_]+|\d{1,3}| ?[^\s\w]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+|_"
)
"""What widely used tokenizers cut texts by, for the signs of these tests."""
TEXTS = st.lists(
    st.text(st.sampled_from(list("abZß  \n\n\t\r'sS/.,-(19\u00a0\u2003\u0308„日🙂_<|>")), max_size=30), max_size=8
)


def count_like_cl100k(text: str) -> int:
    """A tokenizer that makes one token of each piece of its pattern."""
    return sum(1 for _ in LIKE_CL100K.finditer(text))


@settings(max_examples=60)
@given(TEXTS)
def test_the_sum_over_pieces_is_the_count_of_the_text(texts: list[str]) -> None:
    counter = PieceCounter(count_like_cl100k, lines=True)
    for _ in range(2):  # the second time from what is known
        assert counter(pa.array(texts, pa.string())).tolist() == [count_like_cl100k(text) for text in texts]


@settings(max_examples=20)
@given(TEXTS)
def test_a_full_table_changes_no_count(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "SLOTS", 8)
        patch.setattr(pieces, "MOST_NEW", 3)
        patch.setattr(pieces, "MOST_WAITING", 4)
        counter = PieceCounter(count_like_cl100k, lines=True)
        assert counter(pa.array(texts, pa.string())).tolist() == [count_like_cl100k(text) for text in texts]


def test_what_is_known_is_not_counted_again() -> None:
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return 1

    counter = PieceCounter(count, lines=True)
    assert counter(pa.array(["der Hund, der Hund", None, "der Hund"])).tolist() == [5, 0, 2]
    assert sorted(asked) == sorted([" Hund", ",", " der", "der"])


@settings(max_examples=10)
@given(TEXTS)
def test_named_tokenizers_count_pieces_as_whole_texts(texts: list[str]) -> None:
    bpe = pytest.importorskip("bpe_openai")
    for name in ("o200k", "cl100k"):
        encode = bpe.get_encoding(f"{name}_base").encode_ordinary
        counted = counter_of(Tokenizer(name, None, ""))(pa.array(texts, pa.string()))
        assert counted.tolist() == [len(encode(text)) for text in texts]


def test_a_text_too_long_for_the_package_is_counted_in_parts() -> None:
    """Lines of Chinese without spaces are one piece; cut between them, the sum is exact."""
    bpe = pytest.importorskip("bpe_openai")
    line = "天地玄黃宇宙洪荒\n"
    of_line = len(bpe.get_encoding("o200k_base").encode_ordinary(line))
    n_lines = 120_000
    assert counter_of(Tokenizer("o200k", None, ""))(pa.array([line * n_lines])).tolist() == [of_line * n_lines]


def write_tokenizer(file: Path, split: str) -> Any:
    """Train a small tokenizer and save it."""
    tokenizers = pytest.importorskip("tokenizers")
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    byte_level = tokenizers.pre_tokenizers.ByteLevel
    if split == "ByteLevel":
        made.pre_tokenizer = byte_level(add_prefix_space=False)
    elif split == "WhitespaceSplit":
        made.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    else:
        cut = tokenizers.pre_tokenizers.Split(tokenizers.Regex(split), "isolated")
        made.pre_tokenizer = tokenizers.pre_tokenizers.Sequence(
            [cut, byte_level(add_prefix_space=False, use_regex=False)]
        )
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<|end|>", "ab ab"], initial_alphabet=byte_level.alphabet(), show_progress=False
    )
    made.train_from_iterator(["ab abZ ß.\n\n ab's 19 91,  ab, Zß", "ab 1919\n ab\n(ab)"] * 3, trainer)
    made.save(str(file))
    return made


@pytest.mark.parametrize("split", ["ByteLevel", "WhitespaceSplit", *PATTERNS])
def test_tokenizers_of_files_count_pieces_as_whole_texts(tmp_path: Path, split: str) -> None:
    made = write_tokenizer(tmp_path / "own.json", split)
    written = json.loads((tmp_path / "own.json").read_text(encoding="utf-8"))
    assert cuts_of(written) == {"ByteLevel": (True, False), "WhitespaceSplit": (False, False)}.get(split, (True, True))
    counter = counter_of(*find_tokenizers(["own.json"], tmp_path))

    @settings(max_examples=40)
    @given(TEXTS)
    def check(texts: list[str]) -> None:
        texts = [*texts, "x <|end|>. ab ab ab", "ab ab."]
        assert counter(pa.array(texts)).tolist() == [len(made.encode(text, add_special_tokens=False)) for text in texts]

    check()


def test_a_normalizer_that_is_not_known_leaves_texts_whole() -> None:
    by_bytes = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True}
    assert cuts_of({"pre_tokenizer": by_bytes, "normalizer": None}) == (True, False)
    assert cuts_of({"pre_tokenizer": by_bytes, "normalizer": {"type": "Lowercase"}}) == (False, False)
    assert cuts_of({"pre_tokenizer": by_bytes | {"add_prefix_space": True}}) == (False, False)
    assert cuts_of({"pre_tokenizer": None}) == (False, False)


def test_without_tokenizers_nothing_is_counted() -> None:
    assert count_tokens(pa.array(["a", "b"]), ()).equals(pa.nulls(2, TOKEN_COUNTS))


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (["o200"], "There is no tokenizer o200"),
        (["none.json"], "cannot be read"),
        (["empty.json"], "is no tokenizer"),
        (["o200k", "o200k"], "Two tokenizers"),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, wanted: list[str], says: str) -> None:
    pytest.importorskip("bpe_openai")
    pytest.importorskip("tokenizers")
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        find_tokenizers(wanted, tmp_path)


def test_a_snapshot_counts_tokens_and_sums_them_by_source_and_language(tmp_path: Path) -> None:
    """Another tokenizer makes another plan, but no shard is done again."""
    write_tokenizer(tmp_path / "tokenizer.json", "ByteLevel")
    pytest.importorskip("bpe_openai")
    raw = write_file(tmp_path / "raw", "a", range(4))
    both = f'snapshot.tokenizers=["o200k", "{tmp_path}/tokenizer.json"]'
    project = project_of(raw, tmp_path / "out", both)
    rebuild_here(project)
    plan, plain = plan_rebuild(project), plan_rebuild(project_of(raw, tmp_path / "out"))
    assert not plain.todo
    assert plain.fingerprint != plan.fingerprint
    documents = reinschrift.open(project.output).documents.to_arrow()
    counts = documents["token_counts"].combine_chunks()
    texts = documents["text"].combine_chunks()
    assert counts.to_pylist() == count_tokens(texts, plan.shards[0].tokenizers).to_pylist()
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    statistics = read_statistics(storage, manifest)
    rows = sum_by(statistics, ["source", "language", "tokenizer"]).to_pylist()
    entries = [entry for row in counts.to_pylist() for entry in row]
    names = {"o200k", tmp_path.name}
    assert {row["tokenizer"] for row in rows} == names
    for name in names:
        total = sum(entry["n_tokens"] for entry in entries if entry["tokenizer"] == name)
        assert sum(row["n_tokens"] for row in rows if row["tokenizer"] == name) == total > 0
    assert statistics.equals(count_snapshot(storage, manifest))


@pytest.mark.parametrize(("n", "parts"), [(50_000, [50_000]), (50_001, [50_000, 1]), (100_001, [50_000, 50_000, 1])])
def test_a_line_is_counted_in_parts_that_the_package_takes(n: int, parts: list[int]) -> None:
    """At most 50,000 characters; more could have more tokens than it counts."""
    assert [len(part) for part in _short_parts("a" * n)] == parts
