"""Records through all stages but the last, which judges: measured, and masked wherever they speak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import Batch
from reinschrift.columns import n_chars, one_chunk, set_columns
from reinschrift.decisions import Decision
from reinschrift.settings import Settings
from reinschrift.settings.stages import StagesSettings
from reinschrift.shard.clean_fields import clean_fields, clean_texts
from reinschrift.shard.decided import decide_documents, refine_decided
from reinschrift.shard.left_out import moved_in_batches
from reinschrift.shard.mask_fields import mask_fields
from reinschrift.shard.spec import ShardSpec
from reinschrift.shard.split_languages import kept_whole, part_languages
from reinschrift.sources import read_parts
from reinschrift.sources.left_out.erased import NOTHING, Erased, without_erased
from reinschrift.sources.sites.archived import with_sites
from reinschrift.stages import STAGES, refine
from reinschrift.text.addresses import hosts_of

JUDGES = STAGES[-1]
"""The one stage that gives documents reasons; all before it measure."""


def read_records(spec: ShardSpec) -> Iterator[pa.Table]:
    """Yield the records of a shard as they are read; those that were erased are still among them."""
    source = with_sites(spec.source, spec.work, spec.sites)
    return read_parts(spec.parts, source, spec.settings.read)


def refine_batches(
    records: pa.Table,
    settings: Settings,
    decisions: Sequence[Decision] = (),
    decided: Counter[str] | None = None,
    erased: Erased = NOTHING,
) -> tuple[Batch, ...]:
    """Take records through all stages, with nothing left of those that were erased; nothing is parted yet.

    There are as many batches as `measure_batches` gives. `decided` counts what became of the decisions.
    """
    counts: Counter[str] = Counter() if decided is None else decided
    measured = measure_batches(records, settings, decisions, counts, erased)
    return tuple(judge(batch, settings.stages, decisions, counts) for batch in measured)


def measure_batches(
    records: pa.Table,
    settings: Settings,
    decisions: Sequence[Decision],
    decided: Counter[str],
    erased: Erased = NOTHING,
) -> tuple[Batch, ...]:
    """Take records through all stages that measure, with nothing left of those that were erased.

    With `stages.language.foreign_paragraphs = "split"` the paragraphs in another language become documents of their
    own, in a second batch; they count as read, as if they had been records. `decided` counts what became of the
    decisions on rows. A numbered record that moved is known by its lines after the stages, so then they are gone
    through again.
    """
    of_this_pass: Counter[str] = Counter()
    batches = _batches(records, settings, decisions, of_this_pass, erased)
    if moved := moved_in_batches(batches, erased):
        of_this_pass = Counter()
        batches = _batches(records, settings, decisions, of_this_pass, erased, moved)
    decided.update(of_this_pass)
    return batches


def judge(batch: Batch, settings: StagesSettings, decisions: Sequence[Decision], decided: Counter[str]) -> Batch:
    """Give measured documents their reasons, and overrule these where people decided so."""
    judged = refine(batch, settings, (JUDGES,))
    return decide_documents(judged, decisions, settings.personal, decided) if decisions else judged


def _batches(
    records: pa.Table,
    settings: Settings,
    decisions: Sequence[Decision],
    decided: Counter[str],
    erased: Erased,
    moved: frozenset[str] = frozenset(),
) -> tuple[Batch, ...]:
    batch = _measure(without_erased(records, erased, moved), settings.stages, decisions, decided)
    if settings.stages.language.foreign_paragraphs != "split":
        return (batch,)
    parted = part_languages(records, batch)
    if parted.records.num_rows == 0:
        return (parted.batch,)
    parts = without_erased(parted.records, erased, moved, are_parts=True)
    return parted.batch, _measure(parts, kept_whole(settings.stages), decisions, decided)


def _measure(
    records: pa.Table, settings: StagesSettings, decisions: Sequence[Decision], decided: Counter[str]
) -> Batch:
    """Take records through the stages that measure; what names persons is masked in their fields, too."""
    batch, stages = Batch(prepare_records(records), pa.table({})), STAGES[: STAGES.index(JUDGES)]
    documents, paragraphs = (
        refine_decided(batch, settings, decisions, decided, stages) if decisions else refine(batch, settings, stages)
    )
    return Batch(mask_fields(documents, settings.personal), paragraphs)


def prepare_records(records: pa.Table) -> pa.Table:
    """Return records as the stages take them: with their length, domain and rights; unreadable ones without text."""
    unread = pc.is_valid(records["problem"])
    records = clean_fields(records)
    return set_columns(
        records,
        n_raw_chars=n_chars(records["text"]),
        problem_text=clean_texts(one_chunk(pc.if_else(unread, records["text"], None))),
        text=pc.if_else(unread, "", records["text"]),  # what could not be read is not looked at further
        rights=pc.fill_null(records["rights"], "unknown"),
        domain=hosts_of(records["url"]),
    )
