"""Merkle trees: the roots that Certificate Transparency publishes for its test entries, and paths that hold alone."""

from __future__ import annotations

import hashlib
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.snapshot.merkle import EMPTY, hash_leaf, path_of, root_by_path, root_of
from reinschrift.snapshot.row_leaves import hash_rows, row_values, write_entry

ENTRIES = [
    bytes.fromhex(one)
    for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def leaves(count: int) -> list[bytes]:
    return [hash_leaf(bytes([number])) for number in range(count)]


@pytest.mark.parametrize("count", ROOTS)
def test_roots_are_those_of_rfc_6962(count: int) -> None:
    assert root_of([hash_leaf(one) for one in ENTRIES[:count]]).hex() == ROOTS[count]


def test_no_entries_have_the_root_of_nothing() -> None:
    assert root_of([]) == EMPTY == hashlib.sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_a_path_leads_to_the_root_from_its_own_entry_and_place_alone(count: int, data: st.DataObject) -> None:
    own = leaves(count)
    index = data.draw(st.integers(0, count - 1))
    path, root = path_of(own, index), root_of(own)
    assert root_by_path(own[index], index, count, path) == root
    assert root_by_path(hash_leaf(b"another"), index, count, path) != root
    other = data.draw(st.integers(-1, count + 1))
    assert other == index or root_by_path(own[index], other, count, path) != root
    assert root_by_path(own[index], index, count, [*path, root]) is None
    assert not path or root_by_path(own[index], index, count, path[:-1]) is None


values = st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"])))


@given(st.lists(st.tuples(values, values, st.one_of(st.none(), st.integers(-5, 5)), st.booleans()), min_size=1))
def test_an_entry_can_be_written_from_the_values_and_says_what_stands_where(rows: list[tuple[Any, ...]]) -> None:
    """Rows that differ in any column, or hold the same characters in other columns, have other leaves."""
    first, second, number, flag = zip(*rows, strict=True)
    table = pa.table({
        "text": pa.array(first, pa.string()), "author": pa.array(second, pa.string()),
        "n": pa.array(number, pa.int32()), "is_mixed": pa.array(flag), "nested": pa.array([[1]] * len(rows)),
    })  # fmt: skip
    own = hash_rows(table)
    assert own == [hash_leaf(write_entry(row_values(table, row))) for row in range(len(rows))]
    assert len(set(own)) == len(set(rows))
    assert hash_rows(table.slice(1)) == own[1:]


@pytest.mark.parametrize("value", [0.0, 1.5, float("nan"), None, "a", 3, True])
def test_a_column_of_one_value_is_hashed_like_any_other(value: object) -> None:
    """It stands in all entries; 0 and -0 are two values, though they are equal."""
    other = -0.0 if value == 0 else None
    table = pa.table({"a": pa.array([value, value, other]), "b": pa.array(["x", "x", "x"]), "c": pa.nulls(3)})
    table = table.set_column(2, "c", pa.nulls(3, pa.string()))
    for rows in (table, table.slice(0, 2), table.slice(2)):
        assert hash_rows(rows) == [hash_leaf(write_entry(row_values(rows, row))) for row in range(rows.num_rows)]
