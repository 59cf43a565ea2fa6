"""A record that was erased is known by its lines in a file that changed, and says nothing of them."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest

from reinschrift.sources.left_out.numbered import (
    Numbered,
    describe_numbered,
    find_moved,
    in_changed_files,
    numbered_from,
)

KEY = b"key"


def lines_of(n: int, *, first: int = 0) -> str:
    """Return lines of ten characters each, all different."""
    return "\n".join(f"line {at:05}" for at in range(first, first + n))


def document(identity: str, content: str | None, url: str | None = None, path: str = "a.jsonl") -> pa.Table:
    columns = ("id", "source", "source_path", "source_sha256", "url")
    row = dict(zip(columns, (identity, "village", path, content, url), strict=True))
    return pa.Table.from_pylist([row], pa.schema([(name, pa.string()) for name in columns]))


def texts(identity: str, *written: str) -> pa.Table:
    return pa.table({"id": [identity] * len(written), "text": list(written)})


def erased(text: str, url: str | None = None) -> Numbered:
    (one,) = describe_numbered(KEY, document("1", "before", url), texts("1", text))
    return one


@pytest.mark.parametrize(("n_same", "is_found"), [(100, True), (82, True), (78, False), (50, False), (0, False)])
def test_four_fifths_of_the_characters_make_it_the_same(n_same: int, *, is_found: bool) -> None:
    """As many lines of the changed record are others as it lost."""
    now = f"{lines_of(n_same)}\n{lines_of(100 - n_same, first=500)}"
    found = find_moved([erased(lines_of(100))], KEY, document("2", "now"), texts("2", now))
    assert found == ({"2": [0]} if is_found else {})


@pytest.mark.parametrize("n_lines", [70, 140])
def test_a_part_of_it_or_more_around_it_is_another(n_lines: int) -> None:
    """A text that quotes it, or that it quotes, is not the record."""
    assert not find_moved([erased(lines_of(100))], KEY, document("2", "now"), texts("2", lines_of(n_lines)))


def test_lines_count_however_they_were_parted() -> None:
    """Some are kept and some removed, in another order, with blanks around them and twice."""
    now = texts("2", lines_of(50, first=50), f"  {lines_of(30)}  \n\n", lines_of(20, first=30), lines_of(20))
    assert find_moved([erased(lines_of(100))], KEY, document("2", "now"), now) == {"2": [0]}


def test_of_a_long_record_the_same_thousand_lines_are_compared() -> None:
    """Its marks stay few, and it is found by them."""
    one = erased(lines_of(5000))
    assert len(one.lines) == 1000
    assert {len(mark) for mark in one.lines} == {16}  # 64 bits: no two lines of a file have the same by chance
    assert find_moved([one], KEY, document("2", "now"), texts("2", lines_of(4800, first=200)))
    assert not find_moved([one], KEY, document("2", "now"), texts("2", lines_of(5000, first=2500)))


@pytest.mark.parametrize(
    ("there", "is_asked"),
    [
        (document("2", "before"), False),
        (document("2", "now"), True),
        (document("2", None), True),
        (document("2", "now", path="b.jsonl"), False),
    ],
)
def test_only_changed_files_are_asked(there: pa.Table, *, is_asked: bool) -> None:
    """Where the file is the same, the id decides, and a copy stays; a copy in another file is another record."""
    one = erased(lines_of(100))
    assert in_changed_files([one], KEY, there).to_pylist() == [is_asked]
    assert bool(find_moved([one], KEY, there, texts("2", lines_of(100)))) is is_asked


@pytest.mark.parametrize(
    ("before", "now", "is_found"),
    [
        ("https://a.example/1", "http://www.a.example/1#x", True),
        ("https://a.example/1", "https://a.example/2", False),
        (None, "https://a.example/2", True),
        ("https://a.example/1", None, True),
    ],
)
def test_a_record_with_another_url_is_another(before: str | None, now: str | None, *, is_found: bool) -> None:
    """Two records with URLs are one if the page is one."""
    one = erased(lines_of(9), before)
    assert bool(find_moved([one], KEY, document("2", "now", now), texts("2", lines_of(9)))) is is_found


def test_it_comes_back_from_its_record_and_says_nothing() -> None:
    """The record of an erasure is JSON, without text, path, or URL."""
    one = erased("Anna Muster wohnt hier.", "https://a.example/anna")
    written = json.dumps(one.to_json())
    assert numbered_from(json.loads(written)) == one
    assert not [word for word in ("Anna", "anna", "example", "a.jsonl", "village") if word in written]


def test_a_record_without_text_cannot_be_found_again() -> None:
    """Then its id stays what it is known by."""
    assert describe_numbered(KEY, document("1", "before"), texts("1", "", " \n")) == []
