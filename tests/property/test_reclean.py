"""Cleaning twice changes nothing more once a text has settled, and goes on where the rounds stopped before that."""

from __future__ import annotations

import random
import time
from itertools import chain, cycle, islice

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import RecleanSettings, StagesSettings
from reinschrift.shard.separate import join_paragraphs
from reinschrift.stages import STAGES, refine
from reinschrift.stages.reclean import reclean_rows
from reinschrift.stages.rows.of_pages import IS_PAGE

CLEANING = STAGES[: [stage.name for stage in STAGES].index("reclean") + 1]
SENTENCES = (
    "Der Fluss trat im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm.",
    "Niemand hatte die alte Mühle vermisst, bis das Rad eines Morgens wieder lief.",
    "„Das hätten wir früher wissen müssen“, sagte die Bürgermeisterin am Abend vor dem Rat.",
    "The committee met twice a year and kept its minutes in a green cupboard.",
    "Les habitants du village ont réparé le pont eux-mêmes, sans attendre la préfecture.",
)
DEBRIS = (
    "Startseite", "Menü", "Teilen  Drucken  Merken", "Mehr zum Thema", "Wir verwenden Cookies. Alle akzeptieren",
    "Anmelden | Registrieren", "Newsletter abonnieren", "12.05.2024", "Impressum", "© 2024", "Weiterlesen",
    "Foto: dpa", "Politik", "Wirtschaft", "Sport", "Jetzt kostenlos testen!", "Read more", "*", "1",
)  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(SENTENCES), st.sampled_from(DEBRIS)), max_size=30)
fewer = settings(max_examples=settings().max_examples // 2)
TEXTS = st.tuples(LINES, st.sampled_from(["\n", "\n\n"])).map(lambda drawn: drawn[1].join(drawn[0]))


def clean(texts: list[str], rounds: int = 50, *, known: bool = False) -> Batch:
    """Return the texts cleaned; `known`: it is known that they are pages, as in a further reading."""
    settings = StagesSettings(reclean=RecleanSettings(rounds=rounds))
    documents = batch_of(texts).documents
    if known:
        documents = set_columns(documents, **{IS_PAGE: pa.array([True] * len(texts))})
    return refine(Batch(documents, pa.table({})), settings, CLEANING)


def texts_of(batch: Batch) -> list[str]:
    """Return the texts that the kept paragraphs make."""
    kept = batch.paragraphs.filter(batch.paragraphs["reason"].is_null())
    texts = join_paragraphs(kept["document"].to_numpy(), kept["text"].combine_chunks(), len(batch.documents)).texts
    return [text or "" for text in texts.to_pylist()]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_was_cleaned_is_clean(texts: list[str]) -> None:
    """The second cleaning of texts from which something went takes nothing away."""
    batch = clean(texts)
    once = texts_of(batch)
    twice = texts_of(clean(once))
    assert [twice[number] for number in open_texts(batch)] == [once[number] for number in open_texts(batch)]


def open_texts(batch: Batch) -> set[int]:
    """Return the documents from which something went."""
    return set(batch.paragraphs.filter(batch.paragraphs["reason"].is_valid())["document"].to_pylist())


def assert_goes_on(texts: list[str], first: int, then: int, *, known: bool = False) -> None:
    """Assert that `first` rounds, and `then` more in a second cleaning, give what so many rounds and one more give."""
    batch = clean(texts, first, known=known)
    again = texts_of(clean(texts_of(batch), then, known=known))
    at_once = texts_of(clean(texts, first + 1 + then, known=known))
    assert [again[number] for number in open_texts(batch)] == [at_once[number] for number in open_texts(batch)]


@given(st.lists(TEXTS, min_size=1, max_size=5), st.integers(0, 2), st.integers(0, 2))
@fewer
def test_a_second_cleaning_goes_on_where_the_first_stopped(texts: list[str], first: int, then: int) -> None:
    """Whether a text has settled or not: the law that holds at any size."""
    assert_goes_on(texts, first, then)


@pytest.mark.parametrize("unit", ["  - x\n    - y\n", "Anna Müller\n12.05.2024\n", "Kapitel\n\n", "x\n"])
def test_so_does_that_of_a_long_text_that_has_not_settled(unit: str) -> None:
    """Thousands of rows about which the model is in doubt."""
    assert_goes_on([unit * 500], 1, 2, known=True)


MANY = {
    "same paragraphs": SENTENCES[:1],
    "two in turn": SENTENCES[:2],
    "licences": ("Lizenz: CC BY-SA 4.0 https://creativecommons.org/licenses/by/4.0/",),
    "dates": tuple(f"{at % 28 + 1:02}.{at % 12 + 1:02}.{at % 30 + 1990}" for at in range(420)),
    "one date": ("12.05.2024",),
    "names": ("Anna Müller",),
    "names and dates": ("Anna Müller", "12.05.2024"),
    "updates": ("Aktualisiert am 12.05.2024 um 12:00 Uhr",),
}
"""Rows that follow each other again and again."""


def many(rows: tuple[str, ...], n: int, gap: str) -> str:
    return gap.join(islice(cycle(rows), n))


@pytest.mark.parametrize("rows", MANY.values(), ids=list(MANY))
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["lines", "paragraphs"])
def test_many_rows_settle_in_two_rounds(rows: tuple[str, ...], gap: str) -> None:
    """No rule finds them a few at a time, in a page, where rules for debris and repetitions hold."""
    once = texts_of(clean([many(rows, 2_000, gap)], 2, known=True))
    assert texts_of(clean(once, 0, known=True)) == once


@pytest.mark.parametrize("rows", [MANY["same paragraphs"], MANY["dates"]], ids=["same paragraphs", "dates"])
def test_settling_takes_time_in_proportion(rows: tuple[str, ...]) -> None:
    """Four times as many rows take four times as long; a square, or rounds that grow with them, would take 16."""

    def seconds(n: int) -> float:
        text = many(rows, n, "\n\n")
        begin = time.process_time()
        clean([text], known=True)
        return time.process_time() - begin

    seconds(2_000)  # what is compiled and loaded once
    assert min(seconds(8_000) for _ in range(3)) < 10 * max(seconds(2_000), 0.02)


@given(st.lists(TEXTS, min_size=2, max_size=5))
@fewer
def test_a_document_settles_by_itself(texts: list[str]) -> None:
    """Documents together settle as each does alone."""
    names = ["text", "kind", "reason", "measured", "threshold", "stage"]
    together = clean(texts).paragraphs.select(names).to_pylist()
    assert together == list(chain.from_iterable(clean([text]).paragraphs.select(names).to_pylist() for text in texts))


def test_stray_lines_go_once_their_neighbours_are_gone() -> None:
    """With further rounds more debris goes than with none, and no sentence does but one that repeats another."""
    draw = random.Random(1)
    pool = (*SENTENCES, *DEBRIS)
    texts = ["\n\n".join(draw.choice(pool) for _ in range(draw.randrange(1, 20))) for _ in range(100)]
    once, settled = (clean(texts, rounds).paragraphs for rounds in (0, 50))
    assert once["text"].to_pylist() == settled["text"].to_pylist()
    more = [
        row
        for row, before in zip(settled.to_pylist(), once.to_pylist(), strict=True)
        if row["reason"] and not before["reason"]
    ]
    assert len(more) > 5
    assert not {row["text"] for row in more if row["reason"] != "repeats_content"} & set(SENTENCES)
    assert all(row["kind"] is None and row["measured"] is not None for row in more)


def test_pages_are_not_read_again() -> None:
    """Their blocks were judged by the markup around them, which is gone."""
    texts = ["\n\n".join([*DEBRIS[:6], *SENTENCES[:2], *DEBRIS[6:9], SENTENCES[3], *DEBRIS])]
    batch = refine(Batch(batch_of(texts).documents, pa.table({})), StagesSettings(), CLEANING[:-1])
    kind = pa.list_(pa.struct([("line", pa.int32()), ("kind", pa.string()), ("content", pa.float32())]))
    pages = Batch(set_columns(batch.documents, blocks=pa.array([[]], kind)), batch.paragraphs)
    assert reclean_rows(pages, StagesSettings()).paragraphs.equals(batch.paragraphs)
