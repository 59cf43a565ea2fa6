"""Cleaning twice changes nothing more: what the cleaning of a text leaves, cleaned again, stays as it is."""

from __future__ import annotations

import random
from itertools import chain

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from evaluation.data.paragraphs import batch_of
from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.settings.stages import RecleanSettings, StagesSettings
from reinschrift.shard.separate import join_paragraphs
from reinschrift.stages import STAGES, refine
from reinschrift.stages.reclean import reclean_rows

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
TEXTS = st.tuples(LINES, st.sampled_from(["\n", "\n\n"])).map(lambda drawn: drawn[1].join(drawn[0]))


def clean(texts: list[str], rounds: int = 50) -> Batch:
    settings = StagesSettings(reclean=RecleanSettings(rounds=rounds))
    return refine(Batch(batch_of(texts).documents, pa.table({})), settings, CLEANING)


def texts_of(batch: Batch) -> list[str]:
    """Return the texts that the kept paragraphs make."""
    kept = batch.paragraphs.filter(batch.paragraphs["reason"].is_null())
    texts = join_paragraphs(kept["document"].to_numpy(), kept["text"].combine_chunks(), len(batch.documents)).texts
    return [text or "" for text in texts.to_pylist()]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_was_cleaned_is_clean(texts: list[str]) -> None:
    """The second cleaning of texts from which something went takes nothing away."""
    batch = clean(texts)
    had_debris = set(batch.paragraphs.filter(batch.paragraphs["reason"].is_valid())["document"].to_pylist())
    once = texts_of(batch)
    twice = texts_of(clean(once))
    assert [twice[number] for number in had_debris] == [once[number] for number in had_debris]


@given(st.lists(TEXTS, min_size=2, max_size=5))
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
