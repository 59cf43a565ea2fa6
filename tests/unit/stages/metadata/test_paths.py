"""Rows above a title that end with it."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from reinschrift.columns import one_chunk, utf8_of
from reinschrift.stages.metadata import guessed
from reinschrift.stages.metadata.head import HEAD, find_paths


@pytest.mark.parametrize(("title", "is_path"), [("A new bridge", True), ("Neue Brücke im Tal", True), ("News", False)])
def test_a_path_ends_with_a_title_of_some_length(title: str, *, is_path: bool) -> None:
    """A word alone at a row's end is no title."""
    texts = one_chunk(pa.array([f"Home Local {title}", title, "Der Text."]))
    zones = np.full(3, HEAD, np.int8)
    found = find_paths(np.zeros(3, np.int32), zones, utf8_of(texts), guessed.SHORTEST_GOAL)
    assert found.tolist() == [is_path, False, False]
