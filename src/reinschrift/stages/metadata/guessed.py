"""Which row is the title where the record names none: by the trained model on pages, by rules in other text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import distinct, numbers, one_chunk, utf8_of
from reinschrift.model.alone import labels
from reinschrift.model.trees import Trees
from reinschrift.stages.metadata.candidates import FEWEST_DIGITS, Candidates, Find, find_trails
from reinschrift.stages.metadata.head import (
    CONTENT,
    DOUBTFUL,
    HEAD,
    METADATA,
    NEVER,
    NOWHERE,
    OPENING,
    Standing,
    Zones,
    find_paths,
    find_titles,
)
from reinschrift.stages.metadata.persons import is_place
from reinschrift.stages.metadata.recurring import recurring_words
from reinschrift.stages.metadata.titles import best_rows
from reinschrift.stages.metadata.titles.features import Known
from reinschrift.stages.metadata.words import words
from reinschrift.stages.rows.line_form import BULLET, LOWER, SENTENCE_END, TABULAR
from reinschrift.stages.rows.of_pages import documents_of_pages
from reinschrift.stages.rows.row_form import CHARS, DIGITS, FORM, LAST, LETTERS, WORDS
from reinschrift.text.arrays import Flags, Rows
from reinschrift.text.periods import names_a_life

DOUBTFUL_REASONS = ("related", "teaser", "menu", "repeats_content")
"""Reasons of the line classifier that a title may have got by mistake: it looks like a link to an article."""

INTERVIEW_QUESTIONS, FEWEST_WORDS = 3, 3
"""Rows that ask from which a document is taken for an interview; words of the title above its first question."""

SHORTEST_GOAL = 12
"""Bytes of the shortest row that is taken for the end of a path: “Home News A new bridge” above “A new bridge”."""

SPOKEN = "subtitles"
"""The format of files that hold what is spoken, and nothing above it."""

SHORTEST, MOST_WORDS = 4, 40
"""Characters of the shortest title of a page, and words of the longest."""


Heads = tuple[Candidates, Rows, list[Find]]
"""The rows, their shapes, and what they say."""


def guessed_titles(batch: Batch, heads: Heads, longest: int, model: Trees) -> Flags:
    """Return the rows that are most like titles; the line classifier easily takes a title for a link to an article.

    Of pages that came as text the model says which one it is, else the rules of `find_titles`. `longest` is in
    characters.
    """
    standing = standing_of(batch.paragraphs, heads, longest)
    is_other = _of_lives(heads, longest) | _of_places(batch, heads)
    known = known_rows(batch, heads, standing, longest)
    by_model = best_rows(known._replace(may_be=known.may_be & ~is_other), model)
    by_rules = _by_rules(batch.paragraphs, heads, (standing, longest), ~on_dumps(batch) & ~is_other)
    return (by_model | by_rules) & ~_spoken(batch)


def _of_lives(heads: Heads, longest: int) -> Flags:
    """Return the short rows of heads that say when somebody was born or died: they stand below a title."""
    candidates, shapes, _ = heads
    is_life: Flags = (candidates.zones == HEAD) & (shapes[:, DIGITS] >= FEWEST_DIGITS) & (shapes[:, CHARS] <= longest)
    rows = np.flatnonzero(is_life)
    is_life[rows] = [names_a_life(text) for text in candidates.texts.take(pa.array(rows)).to_pylist()]
    return is_life


def _of_places(batch: Batch, heads: Heads) -> Flags:
    """Return the rows beside a date that say where a text was written: a known place that it names nowhere else."""
    candidates, shapes, finds = heads
    documents = candidates.documents
    is_dated = np.zeros(len(documents) + 2, np.bool_)
    is_dated[[find.row + 1 for find in finds if find.field == "published"]] = True
    is_beside = (is_dated[:-2] & ~candidates.begins) | (is_dated[2:] & ~np.append(candidates.begins[1:], True))
    rows = np.flatnonzero(is_beside & (candidates.zones == HEAD) & (shapes[:, CHARS] <= max(map(len, words().places))))
    found = np.zeros(len(documents), np.bool_)
    texts = batch.documents["text"].take(pa.array(documents[rows])).to_pylist()
    names = candidates.texts.take(pa.array(rows)).to_pylist()
    found[rows] = [is_place(name) and text.count(name) == 1 for name, text in zip(names, texts, strict=True)]
    return found


def _spoken(batch: Batch) -> Flags:
    """Return the rows of subtitles: what is spoken first is no title, and a title stands in their head."""
    documents, rows = batch.documents, numbers(batch.paragraphs["document"])
    if "source_format" not in documents.column_names:
        return np.zeros(len(rows), np.bool_)
    is_spoken: Flags = numbers(pc.equal(one_chunk(documents["source_format"]), SPOKEN)).astype(bool)[rows]
    return is_spoken


def on_dumps(batch: Batch) -> Flags:
    """Return the rows of pages that came as text: markup says itself what a heading is."""
    is_dump = documents_of_pages(batch.documents, batch.paragraphs)
    if "blocks" in batch.documents.column_names:
        is_dump &= ~numbers(pc.is_valid(one_chunk(batch.documents["blocks"]))).astype(bool)
    rows: Flags = is_dump[numbers(batch.paragraphs["document"])]
    return rows


def known_rows(batch: Batch, heads: Heads, standing: Standing, longest: int) -> Known:
    """Return what is known of the rows, and which of them can be the titles of pages that came as text."""
    paragraphs, (candidates, shapes, finds) = batch.paragraphs, heads
    zones, is_body, form = candidates.zones, candidates.is_body, shapes[:, FORM]
    may_be = on_dumps(batch) & (standing <= DOUBTFUL) & ((zones == HEAD) | (zones == OPENING)) & ~is_body
    may_be &= (shapes[:, CHARS] >= SHORTEST) & (shapes[:, CHARS] <= longest) & (shapes[:, WORDS] <= MOST_WORDS)
    may_be &= (standing < DOUBTFUL) | (shapes[:, WORDS] > 1)  # one word that went as menu is an entry of it
    may_be &= (shapes[:, LETTERS] * 2 >= shapes[:, CHARS]) & ((form & (TABULAR | LOWER | BULLET)) == 0)
    rows = np.flatnonzero(may_be)
    texts = pc.utf8_lower(candidates.texts.take(pa.array(rows)))
    may_be[rows] &= ~numbers(pc.is_in(texts, pa.array(sorted(labels())))).astype(bool)
    is_dated = np.zeros(len(zones), np.bool_)
    is_dated[[find.row for find in finds if find.field == "published" and not is_body[find.row]]] = True
    stays = ~np.asarray(pc.is_valid(one_chunk(paragraphs["reason"])), dtype=bool)
    measured = numbers(pc.fill_null(one_chunk(paragraphs["measured"]), 0))
    content = np.where(stays, 0.5, np.nan_to_num(measured)).astype(np.float32)
    addresses = one_chunk(batch.documents["url"]).cast(pa.string())
    return Known(candidates, shapes, may_be, standing == METADATA, is_dated, stays, content, addresses)


def standing_of(paragraphs: pa.Table, heads: Heads, longest: int) -> Standing:
    """Return what each row can be to the search for the title."""
    candidates, shapes, finds = heads
    reasons = one_chunk(paragraphs["reason"])
    standing = np.full(len(reasons), NEVER, np.int8)
    standing[np.asarray(pc.is_null(reasons), dtype=bool)] = CONTENT
    standing[np.asarray(pc.is_in(reasons, pa.array(DOUBTFUL_REASONS)), dtype=bool)] = DOUBTFUL
    standing[find_trails(candidates, longest)] = NEVER
    standing[find_paths(candidates.documents, candidates.zones, utf8_of(candidates.texts), SHORTEST_GOAL)] = NEVER
    is_rest = (shapes[:, FORM] & (LOWER | SENTENCE_END)) == LOWER | SENTENCE_END
    goes_on = (numbers(paragraphs["blank_before"]) == 0) & is_rest & (standing == CONTENT) & ~candidates.begins
    standing[:-1][goes_on[1:]] = NEVER  # the row below is the rest of its sentence
    standing[_first_questions(candidates, shapes, standing)] = NEVER
    lines = [find.row for find in finds if find.field in ("published", "author") and not candidates.is_body[find.row]]
    standing[candidates.is_marked] = METADATA
    standing[lines] = METADATA
    return standing


def _by_rules(paragraphs: pa.Table, heads: Heads, known: tuple[Standing, int], asked: Flags) -> Flags:
    """Return the titles among the rows `asked`."""
    (candidates, shapes, _), (standing, longest) = heads, known
    reasons = one_chunk(paragraphs["reason"])
    weights = np.nan_to_num(numbers(pc.fill_null(one_chunk(paragraphs["measured"]), 0)).astype(np.float32))
    zones = np.where(asked, _above_a_body(candidates), np.int8(NOWHERE)).astype(np.int8)
    is_body = candidates.is_body
    may_be = (zones == HEAD) & (standing <= DOUBTFUL) & (shapes[:, CHARS] <= longest) & ~is_body
    opened = _opened(candidates)
    below = is_body & (zones != HEAD) & opened & asked
    recurring = recurring_words(candidates.documents, candidates.texts, may_be, below)
    repeats = np.asarray(pc.fill_null(pc.equal(reasons, "repeats_content"), fill_value=False), dtype=bool)
    evidence = recurring, weights, repeats, is_body
    titles: Flags = find_titles(zones, shapes, standing, evidence, longest)
    return titles


def _opened(candidates: Candidates) -> Flags:
    """Say of each row whether the body of its document has begun."""
    begun = np.cumsum(candidates.zones == OPENING)
    firsts = np.searchsorted(candidates.documents, candidates.documents)
    opened: Flags = begun > np.concatenate([[0], begun])[firsts]
    return opened


def _first_questions(candidates: Candidates, shapes: Rows, standing: npt.NDArray[np.int8]) -> Flags:
    """Return the rows that ask between the body of an interview and a row of content that can be its title."""
    documents, zones, is_content = candidates.documents, candidates.zones, standing == CONTENT
    asks = (shapes[:, LAST] == ord("?")) & is_content
    is_interview = np.bincount(documents, asks) >= INTERVIEW_QUESTIONS
    found: Flags = asks & (zones == HEAD) & is_interview[documents]
    can_be = is_content & (zones == HEAD) & ~asks & (shapes[:, WORDS] >= FEWEST_WORDS)
    found[1:] &= can_be[:-1] & (documents[1:] == documents[:-1])
    found[:-1] &= (zones[1:] == OPENING) & (documents[1:] == documents[:-1])
    found[:1], found[-1:] = False, False
    return found


def _above_a_body(candidates: Candidates) -> Zones:
    """Return the zones, none for documents without body text: their head stands above the next document's body."""
    with_body = distinct(candidates.documents[candidates.zones == OPENING])
    zones: Zones = np.where(np.isin(candidates.documents, with_body), candidates.zones, 0).astype(np.int8)
    return zones
