"""Laws of the line stage, for any text."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.batch import Batch
from reinschrift.settings.stages import LinesSettings
from reinschrift.stages.lines import classify_lines

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), max_size=60)
TEXTS = st.lists(st.lists(LINES, max_size=12).map("\n".join), min_size=1, max_size=4)


def reasons(texts: list[str]) -> list[list[tuple[Any, ...]]]:
    documents = pa.table({"text": texts, "title": pa.nulls(len(texts), pa.string())})
    rows = classify_lines(Batch(documents, pa.table({})), LinesSettings()).paragraphs.to_pylist()
    return [[tuple(row.values())[1:] for row in rows if row["document"] == at] for at in range(len(texts))]


@given(TEXTS)
def test_verdicts_do_not_depend_on_the_batch(texts: list[str]) -> None:
    """Each document alone, and all in the other order, get the verdicts they get together."""
    together = reasons(texts)
    assert together == [reasons([text])[0] for text in texts]
    assert together == reasons(texts[::-1])[::-1]


@given(LINES)
def test_a_document_of_one_word_or_line_stays(line: str) -> None:
    """A line alone has nothing around it that could make it debris by a rule."""
    documents = pa.table({"text": [line.replace("\n", " ")], "title": pa.nulls(1, pa.string())})
    settings = LinesSettings(min_content=0.0, min_foreign_content=0.0)
    rows = classify_lines(Batch(documents, pa.table({})), settings).paragraphs
    assert rows["reason"].null_count == rows.num_rows
