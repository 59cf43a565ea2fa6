"""One table from Python: columns to compare, samples, notebooks, and shares for training."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from reinschrift.errors import ConfigError
from reinschrift.look.rows import Rows
from reinschrift.look.sample import drawn_rows
from reinschrift.look.shares import Reader, tables_of_share

SIZES = (7, 30, 12, 30, 1)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    """Eighty rows in five row groups of three files."""
    for name, sizes in {"a": SIZES[:2], "b": SIZES[2:3], "c": SIZES[3:]}.items():
        begins = ord(name) * 1000
        table = pa.table(
            {
                "id": [f"{begins + n}" for n in range(sum(sizes))],
                "n": pa.array(range(sum(sizes)), pa.int32()),
                "language": [("de", "en", None)[n % 3] for n in range(sum(sizes))],
                "quality": [{"words": n * 10} for n in range(sum(sizes))],
            }
        )
        with pq.ParquetWriter(tmp_path / f"{name}.parquet", table.schema) as writer:
            writer.write_table(table.slice(0, sizes[0]), row_group_size=1000)
            if len(sizes) == 2:
                writer.write_table(table.slice(sizes[0]), row_group_size=1000)
    return Rows(ds.dataset(sorted(str(file) for file in tmp_path.glob("*.parquet")), format="parquet"))


def test_any_column_can_be_compared(rows: Rows) -> None:
    """By a value, by several, by null, by a comparison, by the field of a struct."""
    every = rows.to_arrow().to_pylist()
    assert len(rows.where(language="de")) == sum(row["language"] == "de" for row in every)
    assert len(rows.where(language=["de", "en"])) == sum(row["language"] is not None for row in every)
    assert len(rows.where(language=None)) == sum(row["language"] is None for row in every)
    assert len(rows.where(n=3)) == 3
    assert len(rows.where(n=[3, 4])) == 6
    found = rows.where(rows["quality.words"] >= 100, rows["n"] < 12)
    assert [row["n"] for row in found] == [row["n"] for row in every if 10 <= row["n"] < 12]
    assert rows.select("id", "quality.words").head(2).to_dict("list") == {
        "id": ["97000", "97001"],
        "quality.words": [0, 10],
    }


@pytest.mark.parametrize("name", ["langage", "quality.word", "id.x"])
def test_a_column_that_is_not_there_is_named(rows: Rows, name: str) -> None:
    """Wherever it is asked for, before anything is read."""
    for ask in (lambda: rows[name], lambda: rows.select(name), lambda: rows.where(**{name: 1})):
        with pytest.raises(ConfigError, match=rf"no column {name}") as caught:
            ask()
        assert caught.value.hint


def test_a_sample_is_the_same_for_the_same_seed(rows: Rows) -> None:
    """Of the rows that are left, without one twice; another seed draws others; more than there are is all."""
    few = rows.where(language="de")
    assert few.sample(9, seed=1).equals(few.sample(9, seed=1))
    assert set(few.sample(9)["language"]) == {"de"}
    assert len(set(rows.sample(40)["id"])) == 40
    assert not rows.sample(9, seed=1).equals(rows.sample(9, seed=2))
    assert rows.sample(1000)["id"].tolist() == rows.to_pandas()["id"].tolist()
    assert len(rows.where(n=-1).sample()) == 0


def test_every_row_is_drawn_as_often() -> None:
    """Over many seeds each of fifty rows is among five about a tenth of the time."""
    counts = np.bincount(np.concatenate([drawn_rows(50, 5, seed) for seed in range(2000)]), minlength=50)
    assert counts.sum() == 10_000
    assert counts.min() > 150  # 200 are expected, with a deviation of 13
    assert counts.max() < 250


def test_a_notebook_shows_a_text_as_a_text(tmp_path: Path) -> None:
    """Short, with nothing of it taken for markup."""
    pq.write_table(pa.table({"text": ["<b>x</b> " * 100, None]}), tmp_path / "a.parquet")
    shown = Rows(ds.dataset(str(tmp_path / "a.parquet")))._repr_html_()
    assert "<caption>2 rows</caption>" in shown
    assert "<b>" not in shown
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert len(shown) < 1000


@pytest.mark.parametrize("n_readers", [1, 2, 3, 5, 7, 64])
@pytest.mark.parametrize("seed", [None, 3])
def test_readers_together_get_every_row_once(rows: Rows, n_readers: int, seed: int | None) -> None:
    """However many there are, with a filter or without; none gets far more than another."""
    for asked in (rows, rows.where(language="de").select("id")):
        shares = [
            [row["id"] for table in tables_of_share(asked, Reader(k, n_readers), seed) for row in table.to_pylist()]
            for k in range(n_readers)
        ]
        assert Counter(name for share in shares for name in share) == Counter(asked.to_arrow()["id"].to_pylist())
        if n_readers == 2:
            assert max(map(len, shares)) - min(map(len, shares)) <= 4  # there is no better way to part five groups


def test_a_seed_changes_the_order_alone(rows: Rows) -> None:
    """The same for the same seed; without one it is that of the files."""

    def order(seed: int | None) -> list[str]:
        return [name for table in tables_of_share(rows, Reader(0, 1), seed) for name in table["id"].to_pylist()]

    assert order(None) == rows.to_arrow()["id"].to_pylist()
    assert order(1) == order(1)
    assert order(1) != order(2)
    assert order(1) != order(None)


def _stand_in(worker: Any) -> dict[str, ModuleType]:
    """Return what the data set needs of torch."""
    torch, utils, data, distributed = (ModuleType(name) for name in ("torch", "utils", "data", "distributed"))
    data.IterableDataset = object  # type: ignore[attr-defined]
    data.get_worker_info = lambda: worker  # type: ignore[attr-defined]
    distributed.is_available = lambda: False  # type: ignore[attr-defined]
    torch.utils, torch.distributed = utils, distributed  # type: ignore[attr-defined]
    names = ("torch", "torch.utils", "torch.utils.data", "torch.distributed")
    return dict(zip(names, (torch, utils, data, distributed), strict=True))


def test_workers_and_ranks_share_the_rows(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ranks of three workers each, as torch and torchrun say which is which; torch itself is a stand-in."""
    seen: list[str] = []
    monkeypatch.setenv("WORLD_SIZE", "2")
    for rank in range(2):
        monkeypatch.setenv("RANK", str(rank))
        for number in range(3):
            for name, module in _stand_in(SimpleNamespace(id=number, num_workers=3)).items():
                monkeypatch.setitem(sys.modules, name, module)
            sys.modules.pop("reinschrift.look.torch_rows", None)
            seen += [row["id"] for row in rows.to_torch()]
    del sys.modules["reinschrift.look.torch_rows"]  # made of the stand-in; not to be put back
    assert Counter(seen) == Counter(rows.to_arrow()["id"].to_pylist())


def test_a_real_loader_gets_every_row_once(rows: Rows) -> None:
    """With workers, and in another order in the second epoch."""
    loader = pytest.importorskip("torch.utils.data", reason="torch is not installed").DataLoader
    data = rows.select("id").to_torch(seed=5)
    orders = []
    for epoch in range(2):
        data.set_epoch(epoch)
        orders.append([name for batch in loader(data, batch_size=8, num_workers=2) for name in batch["id"]])
    assert sorted(orders[0]) == sorted(orders[1]) == sorted(rows.to_arrow()["id"].to_pylist())
    assert orders[0] != orders[1]
