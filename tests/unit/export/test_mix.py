"""A mixture keeps to its budgets and takes the same documents whatever the order; the page's examples run."""

from __future__ import annotations

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import reinschrift
from reinschrift.cli import main
from reinschrift.conditions import is_true_of
from reinschrift.errors import ConfigError, StorageError
from reinschrift.export.mix.choose import Pool, keys_of, take, times_of
from reinschrift.storage import sha256_of
from tests.steps import project_of, rebuild_here
from tests.texts import write_file

PAGE = Path(__file__).parents[3] / "docs" / "train.md"
N_DOCUMENTS = 12
SIZES = st.lists(st.integers(0, 50), max_size=20)


def pool_of(sizes: list[int], seed: str = "") -> Pool:
    ids = pa.array(
        [f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128:032x}" for number in range(1, len(sizes) + 1)]
    )
    return Pool(keys_of(ids, seed), np.array(sizes, np.int64))


@given(SIZES, st.integers(0, 400), st.integers(1, 4))
def test_a_part_never_goes_over_its_budget_and_misses_less_than_a_document(
    sizes: list[int], budget: int, most_rounds: int
) -> None:
    pool = pool_of(sizes)
    taken = take(pool, budget, most_rounds)
    times = times_of(pool.keys, taken)
    assert int((times * pool.amounts).sum()) == taken.amount <= budget
    assert int(times.sum()) == taken.n_rows
    assert int((times > 0).sum()) == taken.n_documents
    assert times.size == 0 or (times.max() <= most_rounds and times.max() - times.min() <= 1)
    is_all = taken.n_rows == most_rounds * len(sizes) or not sum(sizes)
    assert is_all or budget - taken.amount < max(sizes)


@given(SIZES, st.integers(0, 400), st.integers(0, 100), st.randoms())
def test_a_document_is_in_or_out_whatever_the_order_and_stays_with_a_larger_budget(
    sizes: list[int], budget: int, more: int, random: Any
) -> None:
    pool = pool_of(sizes)
    order = list(range(len(sizes)))
    random.shuffle(order)
    times = times_of(pool.keys, take(pool, budget, 3))
    shuffled = Pool(pool.keys[order], pool.amounts[order])
    assert times_of(pool.keys, take(shuffled, budget, 3)).tolist() == times.tolist()
    assert (times_of(pool.keys, take(pool, budget + more, 3)) >= times).all()


def test_another_seed_takes_other_documents() -> None:
    drawn = {tuple(times_of(pool.keys, take(pool, 10, 1))) for pool in (pool_of([1] * 100, seed) for seed in "abc")}
    assert len(drawn) == 3


def test_conditions_ask_values_lists_and_ranges() -> None:
    rows = pa.table({"a": ["x", "y", None], "q": pa.array([{"n": 1}, {"n": 2}, {"n": 3}])})
    asked: list[tuple[dict[str, Any], list[bool]]] = [
        ({"a": "x"}, [True, False, False]),
        ({"a": ["x", "y"]}, [True, True, False]),
        ({"a": {"not": "x"}}, [False, True, False]),
        ({"q.n": {"min": 2, "max": 2}}, [False, True, False]),
        ({"q.n": 3, "a": "x"}, [False, False, False]),
    ]
    for where, wanted in asked:
        assert is_true_of(rows, where).tolist() == wanted
    wrong: list[dict[str, Any]] = [{"b": 1}, {"q.m": 1}, {"q": 1}, {"a": {"least": 1}}]
    for where in wrong:
        with pytest.raises(ConfigError):
            is_true_of(rows, where)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mix")
    write_file(folder / "raw", "a", range(N_DOCUMENTS // 2))
    write_file(folder / "raw", "b", range(N_DOCUMENTS // 2, N_DOCUMENTS))
    rebuild_here(project_of(folder / "raw", folder / "corpus", "snapshot.shard_mb=0.001"))
    return folder


def test_the_examples_of_the_page_run(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    (recipe,) = (block for block in blocks if "[[parts]]" in block)
    (tmp_path / "mix.toml").write_text(recipe, encoding="utf-8")
    (tmp_path / "corpus").symlink_to(corpus / "corpus")
    monkeypatch.chdir(tmp_path)
    (command,) = re.findall(r"^reinschrift (export --mix .*)$", page, re.MULTILINE)
    done = CliRunner().invoke(main, [*command.split(), "corpus", "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    described = json.loads((tmp_path / "mixture" / "mix.json").read_text(encoding="utf-8"))
    mills, rest = described["parts"]
    assert mills["rounds"] >= 1
    assert 0 < mills["taken"]["amount"] == 600 - mills["shortfall"]
    assert rest["taken"]["documents"] == 0
    (file,) = described["files"]
    packed = tmp_path / "mixture" / "data" / file["name"]
    assert sha256_of(packed) == file["sha256"]
    with zstandard.ZstdDecompressor().stream_reader(packed.open("rb")) as stream:
        rows = [json.loads(line) for line in io.TextIOWrapper(stream, encoding="utf-8")]
    assert len(rows) == file["n_rows"] == mills["taken"]["rows"]
    assert {*rows[0]} == {"id", "text", "language", "license", "part", "round"}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), {})  # noqa: S102  # our own page
    assert pq.read_table(tmp_path / "some" / "data").num_rows == 5


def test_files_hold_each_repetition_once_whatever_their_size(corpus: Path, tmp_path: Path) -> None:
    """The same rows in one file and in many; the same bytes when it is made again."""
    parts = [{"name": "all", "budget": 30, "most_rounds": 3}]
    recipe = {"unit": "documents", "form": "huggingface", "where": {}, "columns": ["text", "id"], "parts": parts}
    one = reinschrift.mix(corpus / "corpus", recipe, tmp_path / "one")
    many = reinschrift.mix(corpus / "corpus", recipe | {"shard_mb": 0.004}, tmp_path / "many")
    again = reinschrift.mix(corpus / "corpus", recipe | {"shard_mb": 0.004}, tmp_path / "again")
    assert again == many
    assert len(one["files"]) == 1 < len(many["files"])
    rows = [
        sorted(zip(*pq.read_table(tmp_path / name / "data").select(["id", "round"]).to_pydict().values(), strict=True))
        for name in ("one", "many")
    ]
    assert rows[0] == rows[1]
    ids = [identity for identity, _ in rows[0]]
    assert len({*rows[0]}) == len(ids) == 30
    assert {ids.count(identity) for identity in ids} == {2, 3}
    (part,) = one["parts"]
    assert part["there"] == {"documents": N_DOCUMENTS, "amount": N_DOCUMENTS}
    assert (part["rounds"], part["shortfall"]) == (3, 0)
    assert "train-*.parquet" in (tmp_path / "one" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"parts": []}, "wrong at parts"),
        ({"unit": "tokens"}, "tokenizer go together"),
        ({"unit": "tokens", "tokenizer": "o200k"}, "no counts of tokens by o200k"),
        ({"columns": ["text", "part"]}, "none of part"),
        ({"columns": ["texts"]}, "no column texts"),
        ({"where": {"sources": "a"}}, "no column sources"),
        ({"sed": 1}, "wrong at sed"),
    ],
)
def test_a_wrong_recipe_is_refused(corpus: Path, tmp_path: Path, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        reinschrift.mix(corpus / "corpus", {"parts": [{"name": "a"}]} | wrong, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_mixture_is_no_part_of_its_dataset(corpus: Path) -> None:
    """What is erased later would stay in it."""
    dataset = corpus / "corpus"
    with pytest.raises(ConfigError, match="within the dataset"):
        reinschrift.mix(dataset, {"parts": [{"name": "a"}]}, dataset / "exports" / "x")
    assert not (dataset / "exports").exists()


def test_a_damaged_object_is_in_no_mixture(corpus: Path, tmp_path: Path) -> None:
    """Not a part of it either."""
    shutil.copytree(corpus / "corpus", tmp_path / "corpus")
    place = next((tmp_path / "corpus" / "objects" / "documents").glob("*.parquet"))
    data = bytearray(place.read_bytes())
    data[len(data) // 3] ^= 1
    place.write_bytes(data)
    with pytest.raises(StorageError, match="not what was written"):
        reinschrift.mix(tmp_path / "corpus", {"parts": [{"name": "a"}]}, tmp_path / "mix")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus"]
