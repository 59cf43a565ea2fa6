"""What the steps give that run around the stages, and those that run because somebody asks: as digests.

Each is given what the one before gave, and the versions of the stages that run again within it, so that a change of
those asks for no version but their own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from reinschrift.annotations.entries import read_entries as read_annotations
from reinschrift.batch import Batch
from reinschrift.columns import one_chunk
from reinschrift.decisions import Decision
from reinschrift.dedup.decided import ShardDecisions
from reinschrift.held_out.entries import read_entries
from reinschrift.reference.train import train
from reinschrift.settings import Settings
from reinschrift.shard.measure import prepare_records, refine_batches
from reinschrift.shard.separate import Separated
from reinschrift.snapshot.assemble import Asked, assemble_rows
from reinschrift.snapshot.assembled import AssembledCounts
from reinschrift.sources import FilePart, Source, read_parts
from reinschrift.stages import STAGES, refine
from reinschrift.tokens.count import count_tokens
from reinschrift.tokens.find import find_tokenizers
from reinschrift.versions import VERSIONS
from tests.golden.digests import Step, digest_of
from tests.texts import text_of, url_of

SETTINGS = Settings()
ENGLISH = "The keeper of the mill wrote his diary in English, since his mother had come from a village in Kent."
FRENCH = "Le meunier avait appris à lire chez sa tante, qui tenait une petite auberge au bord de la rivière."
NOTICE = "Alle Rechte vorbehalten."
FIELDS: tuple[dict[str, str], ...] = (
    {"title": "Fragen an karl.muster@zeitung.example", "author": "Karl Muster, karl.muster@zeitung.example"},
    {"title": "Rückruf unter +49 30 901820 erbeten", "site_name": "Die Zeitung"},
    {"url": "https://karl@zeitung.example/a?tel=030901820&seite=12"},
    {"url": "https://wa.me/493090182000"},
    {"url": "https://zeitung.example/konto/DE89370400440532013000"},
    {"url": "https://zeitung.example/an/karl.muster%40zeitung.example"},
    {"id": "karl.muster@zeitung.example"},
)
"""Fields that name persons, each of a document of its own."""


def records_of(folder: Path) -> pa.Table:
    """Return records with persons in their fields, paragraphs in other languages, debris, and a copy."""
    rows = [{"url": url_of(5000 + n), "text": text_of(500 + n), **one} for n, one in enumerate(FIELDS)]
    for n in range(600, 604):
        first, *rest = text_of(n).split("\n\n")
        text = "\n\n".join([first, ENGLISH, *rest, FRENCH, f"{ENGLISH[:-1]}, in {1800 + n}.", NOTICE])
        rows.append({"url": url_of(n), "text": text})
    rows += [{"url": url_of(700), "text": NOTICE}, {"url": url_of(701), "text": text_of(500)}]
    data = "".join(f"{json.dumps(one)}\n" for one in rows).encode()
    (folder / "asked.jsonl").write_bytes(data)
    part = FilePart(str(folder / "asked.jsonl"), "asked.jsonl", "jsonl", None, None, len(data), digest_of(rows))
    source = Source(name="asked", base=str(folder), files=("",), license="CC0-1.0")
    return pa.concat_tables(read_parts([part], source, SETTINGS.read))


def decisions() -> tuple[Decision, ...]:
    """Return entries of each kind: a page out, a rule overruled, a document of debris alone put back, a copy kept."""
    by = partial(Decision, who="Karl Muster", when="2026-11-28", why="read")
    return (
        by("drop", document=url_of(600)),
        by("keep", reason="legal"),
        by("keep", document=url_of(700)),
        by("keep", document=url_of(701)),
        by("keep", reason="exact_duplicate"),
        by("keep", reason="foreign_language"),
    )


def steps_around(folder: Path) -> Iterator[tuple[str, Step]]:
    """Yield what runs before and after the stages, what parts documents, and what people decided, by a shard's way."""
    records = records_of(folder)
    stages = {stage.name: stage.version for stage in STAGES}
    prepared = prepare_records(records)
    yield "prepare", Step(VERSIONS["prepare"], digest_of(records), digest_of(prepared))
    plain = refine(Batch(prepared, pa.table({})), SETTINGS.stages)
    masked = digest_of(*_all_of(refine_batches(records, SETTINGS)))
    yield "fields", Step(VERSIONS["fields"], digest_of(*plain), masked)
    parted = refine_batches(records, _with_foreign("split"))
    yield "split", Step(VERSIONS["split"], digest_of(masked, stages), digest_of(*_all_of(parted)))
    counts: Counter[str] = Counter()
    decided = refine_batches(records, _with_foreign("remove"), decisions(), counts)
    given = digest_of(masked, stages, [vars(one) for one in decisions()])
    yield "decide", Step(VERSIONS["decide"], given, digest_of(*_all_of(decided), counts))


def steps_at_the_end(
    separated: Separated, decided: ShardDecisions, plain: str, folder: Path
) -> Iterator[tuple[str, Step]]:
    """Yield what the final rows are with copies that people keep, without held-out items, annotated and scored.

    Last come the tokens of their texts.

    `plain` is the digest of the rows as they are when nobody asks for anything.
    """
    counts = AssembledCounts()
    kept = Asked(decisions=decisions())
    rows = assemble_rows(separated, decided, 0, SETTINGS, counts, kept)
    given = digest_of(plain, [vars(one) for one in decisions()])
    yield "keep_copies", Step(VERSIONS["keep_copies"], given, digest_of(*rows, counts.decisions))
    items = _items(separated)
    (folder / "items.txt").write_text("\n\n".join(items), encoding="utf-8")
    gives: list[Any] = []
    for removes in ("document", "paragraph", "nothing"):
        entry = {"name": "own", "files": "items.txt", "remove": removes}
        asked = Asked(held_out=read_entries([entry], folder))
        rows = assemble_rows(separated, decided, 0, SETTINGS, AssembledCounts(), asked)
        gives += rows
    yield "held_out", Step(VERSIONS["held_out"], digest_of(plain, items), digest_of(*gives))
    lines = [json.dumps({"id": each, "rank": at}) for at, each in enumerate(separated.documents["id"].to_pylist())]
    (folder / "ranks.jsonl").write_text("\n".join(lines), encoding="utf-8")
    ranks = read_annotations([{"name": "ranks", "files": "ranks.jsonl", "remove": {"rank": {"max": 0}}}], folder)
    rows = assemble_rows(separated, decided, 0, SETTINGS, AssembledCounts(), Asked(annotations=ranks))
    yield "annotations", Step(VERSIONS["annotations"], digest_of(plain, lines), digest_of(*rows))
    texts = pa.array([f"{ENGLISH if at % 2 else FRENCH} {at}" for at in range(200)])
    model = train(texts, np.arange(200) % 2 == 1, ["english"])
    rows = assemble_rows(separated, decided, 0, SETTINGS, AssembledCounts(), Asked(reference=model or {}))
    yield "reference", Step(VERSIONS["reference"], digest_of(plain, texts.to_pylist()), digest_of(model, *rows))
    tokenizers = find_tokenizers(["o200k", "cl100k"], folder)
    texts = one_chunk(rows.documents["text"])
    given = digest_of(texts.to_pylist(), [one.made_by for one in tokenizers])
    yield "tokens", Step(VERSIONS["tokens"], given, digest_of(count_tokens(texts, tokenizers).to_pylist()))


def _items(separated: Separated) -> list[str]:
    """Return every fortieth paragraph that has words enough to be an item."""
    texts = [text for text in separated.paragraphs["text"].to_pylist() if text.count(" ") > 12]
    return texts[::40]


def _all_of(batches: tuple[Batch, ...]) -> list[pa.Table]:
    return [table for batch in batches for table in batch]


def _with_foreign(choice: str) -> Settings:
    language = SETTINGS.stages.language.model_copy(update={"foreign_paragraphs": choice})
    stages = SETTINGS.stages.model_copy(update={"language": language})
    return SETTINGS.model_copy(update={"stages": stages})
