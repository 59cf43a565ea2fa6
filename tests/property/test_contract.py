"""Laws of validation: what keeps the contract passes whatever the texts are, and what does not is found."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies._internal.core import DataObject

from reinschrift.snapshot.validate import ValidationReport, examine_tables
from reinschrift.snapshot.validate.keys import hash_texts
from reinschrift.snapshot.validate.texts import Placed, find_misplaced
from reinschrift.snapshot.verify import ARROW
from tests.rows import contract, count_tables, make_tables, write_tables

CONTRACT = contract()
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
ARTICLE = st.lists(TEXT, min_size=1, max_size=5).map(tuple)
ARTICLES = st.lists(ARTICLE, max_size=6).map(tuple)


def examine(tables: dict[str, Any], n_files: int = 1) -> ValidationReport:
    with tempfile.TemporaryDirectory() as folder:
        files = write_tables(tables, Path(folder), n_files)
        return examine_tables(files, CONTRACT, counts=count_tables(tables), engines=ARROW)


@given(ARTICLES, st.integers(0, 4), st.integers(1, 4))
def test_valid_tables_pass(articles: tuple[tuple[str, ...], ...], n_removed: int, n_files: int) -> None:
    """Tables made by the rules keep the contract, whatever characters their texts have and however files are cut."""
    report = examine(make_tables(articles, n_removed), n_files)
    assert report.is_kept, report.to_markdown()


@given(ARTICLES.filter(bool), st.data())
def test_a_moved_offset_is_found(articles: tuple[tuple[str, ...], ...], data: DataObject) -> None:
    """One start or end that says something else breaks the offsets of at least that paragraph."""
    tables = make_tables(articles)
    row = data.draw(st.sampled_from(tables["paragraphs"]))
    name = data.draw(st.sampled_from(["start", "end"]))
    row[name] += data.draw(st.sampled_from([-2, -1, 1, 2, 1000]))
    broken = {outcome.expectation for outcome in examine(tables).broken}
    assert "expect_offsets_to_hold_text" in broken


@given(ARTICLES.filter(bool), st.data())
def test_a_lost_row_is_found(articles: tuple[tuple[str, ...], ...], data: DataObject) -> None:
    """No row of any table can be lost without breaking the contract, if the shards counted it."""
    tables = make_tables(articles)
    counts = count_tables(tables)
    table = data.draw(st.sampled_from(["documents", "paragraphs", "removed"]))
    tables[table].pop(data.draw(st.integers(0, len(tables[table]) - 1)))
    with tempfile.TemporaryDirectory() as folder:
        files = write_tables(tables, Path(folder))
        assert not examine_tables(files, CONTRACT, counts=counts, engines=ARROW).is_kept


@given(st.lists(TEXT, min_size=1, max_size=4), st.data())
def test_offsets_are_those_of_python(texts: list[str], data: DataObject) -> None:
    """A paragraph is misplaced exactly if Python's slice of the text is another one or begins before the last end."""
    n_rows = data.draw(st.integers(0, 8))
    document = sorted(data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=n_rows, max_size=n_rows)))
    rows = [(data.draw(st.integers(-1, 14)), data.draw(st.integers(-1, 14))) for _ in document]
    slices = [texts[at][max(start, 0) : max(end, 0)] for at, (start, end) in zip(document, rows, strict=True)]
    given_texts = [data.draw(st.sampled_from([text, text + "x"])) for text in slices]
    expected: list[bool] = []
    before: dict[int, int] = {}
    for at, (start, end), text in zip(document, rows, given_texts, strict=True):
        is_inside = 0 <= start <= end <= len(texts[at])
        expected.append(not (is_inside and start >= before.get(at, 0) and texts[at][start:end] == text))
        if is_inside:
            before[at] = max(before.get(at, 0), end)
    starts, ends = (np.array([row[side] for row in rows], np.int64) for side in (0, 1))
    placed = Placed(np.array(document, np.int64), starts, ends, pa.array(given_texts, pa.string()))
    misplaced, unjoined = find_misplaced(pa.array(texts), placed)
    assert misplaced.tolist() == expected
    for at, text in enumerate(texts):
        parts = [given_texts[row] for row, of in enumerate(document) if of == at]
        wrong = any(expected[row] for row, of in enumerate(document) if of == at)
        if not wrong:
            assert unjoined[at] == ("\n\n".join(parts) != text or _is_loose(text, at, document, rows))


def _is_loose(text: str, at: Any, document: Any, rows: Any) -> bool:
    """Say whether rightly placed paragraphs leave out something of the text, or leave no blank line between two."""
    end = -2
    for start, stop in (row for row, of in zip(rows, document, strict=True) if of == at):
        if start != end + 2:
            return True
        end = stop
    return end not in (-2, len(text))


@given(st.lists(st.text(max_size=5), max_size=50))
def test_equal_texts_and_only_they_have_equal_hashes(texts: list[str]) -> None:
    """Hashes group texts as their values do, also in a slice of a column."""
    column = pa.array(["before", *texts], pa.string()).slice(1)
    hashes = hash_texts(column).tolist()
    assert sorted(Counter(hashes).values()) == sorted(Counter(texts).values())
    assert len(set(zip(texts, hashes, strict=True))) == len(set(texts))
