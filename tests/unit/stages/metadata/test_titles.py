"""The model of titles: what it is told of a row, and when its best row is taken."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from evaluation.data.paragraphs import batch_of
from reinschrift.columns import one_chunk, set_columns, utf8_of
from reinschrift.model.card import read_card
from reinschrift.model.trees import Trees, arrange_trees
from reinschrift.settings.stages import MetadataSettings
from reinschrift.stages.metadata import find_metadata
from reinschrift.stages.metadata.candidates import Candidates
from reinschrift.stages.metadata.guessed import Heads, known_rows, standing_of
from reinschrift.stages.metadata.head import HEAD, OPENING
from reinschrift.stages.metadata.titles import best_rows, load_titles
from reinschrift.stages.metadata.titles.features import FAR, FEATURES, Known, _to_last, _to_next, compute_features
from reinschrift.stages.rows.of_pages import IS_PAGE
from reinschrift.stages.rows.row_form import ALL_BYTES, measure_rows

BODY = "Die neue Brücke über den Fluss wird im Mai eröffnet."
PAGE = ["Politik", "Neue Brücke über den Fluss", "Von Anna Klein", BODY]


def known(pages: list[list[str]], address: str | None = None) -> Known:
    """Return pages of which the last row is the body, the one before it a byline, and all others can be titles."""
    documents = np.repeat(np.arange(len(pages), dtype=np.int32), [len(page) for page in pages])
    texts = one_chunk(pa.array([row for page in pages for row in page]))
    is_body = np.append(documents[1:] != documents[:-1], [True])
    zones = np.where(is_body, OPENING, HEAD).astype(np.int8)
    is_line = np.append(is_body[1:], [False])
    candidates = Candidates(documents, zones, is_body, texts, is_line)
    shapes = measure_rows(*utf8_of(texts), ALL_BYTES)
    content = np.full(len(documents), 0.5, np.float32)
    addresses = pa.array([address] * len(pages), pa.string())
    return Known(candidates, shapes, ~is_body & ~is_line, is_line, is_line, ~is_line, content, addresses)


def told(pages: list[list[str]], feature: str, address: str | None = None) -> list[float]:
    rows, features = compute_features(known(pages, address))
    assert features.shape == (len(rows), len(FEATURES))
    return [round(float(value), 2) for value in features[:, FEATURES.index(feature)]]


def constant(probability: float) -> Trees:
    """Return a model that gives every row this probability."""
    return arrange_trees([[[math.log(probability / (1 - probability))]]])


def test_rows_of_other_documents_are_none_of_its_own() -> None:
    """Distances and neighbours end with the document, also where the next one begins with what is looked for."""
    pages = [PAGE, ["Sport", "Ein Tor im Regen", BODY], PAGE]
    assert told(pages, "metadata_below") == [2, 1, 1, 2, 1]
    assert told(pages, "metadata_above") == [FAR] * 5
    assert told(pages, "words_above") == [-1, 1, -1, -1, 1]
    assert told(pages, "to_body") == [3, 2, 2, 3, 2]
    assert told(pages, "from_top") == [0, 1, 0, 0, 1]


def test_words_of_the_body_speak_for_a_row() -> None:
    """Which of its words the body has, and how much less that is than the best row has."""
    assert told([PAGE, PAGE], "in_body") == [0, 1, 0, 1]
    assert told([PAGE, PAGE], "less_in_body") == [1, 0, 1, 0]


@pytest.mark.parametrize("path", ["neue-bruecke-ueber-den-fluss-4711.html", "neue-brucke-uber-den-fluss"])
def test_an_address_may_spell_umlauts_either_way(path: str) -> None:
    """The host's words do not count, and without an address nothing is known."""
    assert told([PAGE], "in_address", f"https://www.politik-heute.example/a/{path}") == [0, 1]
    assert told([PAGE], "in_address") == [-1, -1]
    assert told([PAGE], "in_address", "https://www.neue-bruecke.example/") == [-1, -1]


@pytest.mark.parametrize(("probability", "rows"), [(0.11, [0, 4]), (0.095, [])])
def test_the_best_row_is_taken_from_one_in_ten_on(probability: float, rows: list[int]) -> None:
    """Of equals the first of each document."""
    assert np.flatnonzero(best_rows(known([PAGE, PAGE]), constant(probability))).tolist() == rows


def test_only_dumps_of_pages_are_asked() -> None:
    """In a text without debris rules decide, whatever the model says."""
    batch = batch_of(["\n".join(PAGE)])
    texts = one_chunk(batch.paragraphs["text"])
    rows = np.zeros(len(texts), np.int32)
    shapes = measure_rows(*utf8_of(texts), ALL_BYTES)
    candidates = Candidates(rows, np.full(len(texts), HEAD, np.int8), rows > 0, texts, rows > 0)
    heads: Heads = (candidates, shapes, [])
    assert not known_rows(batch, heads, standing_of(batch.paragraphs, heads, 220), 220).may_be.any()
    sure = find_metadata(batch, MetadataSettings(), constant(0.99)).documents["title"].to_pylist()
    assert sure == find_metadata(batch, MetadataSettings()).documents["title"].to_pylist()


@pytest.mark.parametrize(("row", "is_asked"), [("Tor", False), ("Tore", True), ("Ab " * 40, True), ("Ab " * 41, False)])
def test_a_title_of_a_page_has_four_characters_and_forty_words(row: str, *, is_asked: bool) -> None:
    """Shorter rows are signs and numbers, longer ones text."""
    batch = batch_of([f"{row.strip()}\n{BODY}"])
    page = batch._replace(documents=set_columns(batch.documents, **{IS_PAGE: pa.array([True])}))
    texts = one_chunk(page.paragraphs["text"])
    first = np.arange(len(texts)) == 0
    zones = np.where(first, HEAD, OPENING).astype(np.int8)
    candidates = Candidates(np.zeros(len(texts), np.int32), zones, ~first, texts, ~first)
    heads: Heads = (candidates, measure_rows(*utf8_of(texts), ALL_BYTES), [])
    found = known_rows(page, heads, standing_of(page.paragraphs, heads, 220), 220)
    assert found.may_be.tolist() == [is_asked, *[False] * (len(texts) - 1)]


def test_the_shipped_model_is_that_of_its_card() -> None:
    """It has trees, and its card says how good they are."""
    assert len(load_titles().roots) == read_card("reinschrift.stages.metadata.titles")["training"]["rounds"][0]


@pytest.mark.parametrize(("distance", "given"), [(98, 98), (99, 99), (120, 99)])
def test_a_distance_is_told_apart_up_to_ninety_nine_rows(distance: int, given: int) -> None:
    """In both directions."""
    documents = np.zeros(200, np.int32)
    mask, first = np.zeros(200, np.bool_), np.array([20])
    mask[20 + distance] = True
    assert _to_next(mask, documents, first).tolist() == [given]
    assert _to_last(mask[::-1], documents, 199 - first).tolist() == [given]
