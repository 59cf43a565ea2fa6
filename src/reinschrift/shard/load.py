"""Loads what every shard needs: machine code, models and word lists, by taking two made-up texts through the stages."""

from __future__ import annotations

from importlib import resources

import pyarrow as pa

import reinschrift.shard.refine  # noqa: F401  # what a worker calls, with all that it imports
from reinschrift.columns import constant, set_columns
from reinschrift.dedup.signatures import sign_documents
from reinschrift.settings import Settings
from reinschrift.shard.measure import refine_batches
from reinschrift.shard.separate import separate
from reinschrift.sources.in_memory import record_in_memory
from reinschrift.sources.readers.records import table_of_records
from reinschrift.sources.register import Source

_SOURCE = Source(name="made-up", base="/", files=("text",), license="unknown")


def load_for_shards(*, with_pages: bool) -> None:
    """Load it in this process; `with_pages`, also what only pages need."""
    settings = Settings()
    text = resources.files("reinschrift.shard").joinpath("made_up.txt").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line]
    page = f"<html><title>{lines[0]}</title><nav>…</nav><article><p>{'<p>'.join(lines)}</article></html>"
    texts = {"text": text, "html": page} if with_pages else {"text": text}
    records = [record_in_memory(form, each.encode(), None, settings.read) for form, each in texts.items()]
    (batch,) = refine_batches(table_of_records(records, _SOURCE), settings)
    kept = separate(batch)
    priority = constant(0, kept.documents.num_rows, pa.int32())
    sign_documents(set_columns(kept.documents, priority=priority), kept.paragraphs, settings.dedup)
