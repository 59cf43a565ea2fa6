"""The way of a batch through the stages, in one table, and `refine`, which goes it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any, NamedTuple

import pyarrow as pa

from reinschrift.batch import Batch
from reinschrift.columns import one_chunk
from reinschrift.errors import StageError
from reinschrift.reasons import MARKS, check_reasons
from reinschrift.settings.stages import StageSettings, StagesSettings

StageFunction = Callable[[Batch, Any], Batch]
"""Given a batch and the settings of the stage, or of all stages."""


class Stage(NamedTuple):
    """One step: what it is called, what does it, and what it promises.

    `adds` and `replaces` name columns as `documents.text` or `paragraphs.kind`; a column in both is filled where the
    reader left it empty, and added where the reader has none. Only a stage with `new_rows`
    may change the number of rows in `paragraphs`; none changes the number of documents. `version` is raised
    when the same input gives other output; it enters the fingerprint of every shard.
    """

    name: str
    run: str
    adds: tuple[str, ...]
    replaces: tuple[str, ...] = ()
    new_rows: bool = False
    version: int = 1
    reads_all_settings: bool = False
    """It calls stages before it, so it is given the settings of all."""
    settles: tuple[str, ...] = ()
    """Columns of `adds` and `replaces` that a second go leaves as they are: done twice is done once."""

    def settings_of(self, settings: StagesSettings) -> StageSettings | StagesSettings:
        """Return what the stage is given of the settings."""
        if self.reads_all_settings:
            return settings
        own: StageSettings = getattr(settings, self.name, StageSettings())  # one that has none, measures alone
        return own

    def load(self) -> StageFunction:
        """Return the stage's function; its module is imported here, so that a table of stages costs nothing."""
        module, function = self.run.split(":")
        loaded: StageFunction = getattr(importlib.import_module(f"reinschrift.stages.{module}"), function)
        return loaded


_ON_PARAGRAPHS = tuple(f"paragraphs.{name}" for name in MARKS)
_ON_DOCUMENTS = tuple(f"documents.{name}" for name in MARKS)

STAGES = (
    Stage(
        "synthetic",
        "synthetic:find_marks",
        adds=("documents.synthetic",),
        replaces=("documents.text", "documents.n_raw_chars"),
        version=2,
        settles=("documents.text",),
    ),
    Stage(
        "encoding",
        "encoding:repair_characters",
        adds=("documents.repairs",),
        replaces=("documents.text",),
        version=5,
        settles=("documents.text",),
    ),
    Stage(
        "markup",
        "markup:remove_markup",
        adds=(),
        replaces=("documents.text", "documents.repairs"),
        version=5,
        settles=("documents.text",),
    ),
    Stage(
        "lines",
        "lines:classify_lines",
        adds=(
            "paragraphs.document", "paragraphs.line", "paragraphs.n_lines", "paragraphs.indent",
            "paragraphs.tabs", "paragraphs.blank_before", "paragraphs.text", "paragraphs.code", *_ON_PARAGRAPHS,
        ),
        new_rows=True,
        version=30,
        settles=("paragraphs.text", "paragraphs.reason"),
    ),
    Stage(
        "metadata",
        "metadata:find_metadata",
        adds=("documents.section", "documents.agency", "documents.metadata_evidence", "paragraphs.kind"),
        replaces=(
            "documents.title", "documents.author", "documents.published", "documents.section",
            "documents.metadata_evidence", *_ON_PARAGRAPHS,
        ),
        version=25,
        settles=("documents.title", "documents.author", "documents.published", "paragraphs.reason"),
    ),
    Stage(
        "paragraphs",
        "paragraphs:find_paragraphs",
        adds=("paragraphs.level",),
        replaces=("paragraphs.*",),
        new_rows=True,
        version=19,
    ),
    Stage(
        "reclean",
        "reclean:reclean_rows",
        adds=(),
        replaces=("paragraphs.kind", *_ON_PARAGRAPHS),
        reads_all_settings=True,
        settles=("paragraphs.reason", "paragraphs.kind"),
        version=3,
    ),
    Stage(
        "language",
        "language:add_languages",
        adds=(
            "paragraphs.language", "paragraphs.language_score", "paragraphs.language_detector",
            "documents.language", "documents.language_score", "documents.languages", "documents.is_mixed",
        ),
        replaces=_ON_PARAGRAPHS,
        settles=("paragraphs.language", "documents.language", "documents.languages"),
    ),
    Stage(
        "personal",
        "personal:mask_personal_data",
        adds=("documents.personal_data", "paragraphs.spans"),
        replaces=("paragraphs.text",),
        version=9,
        settles=("paragraphs.text",),
    ),
    Stage("quality", "quality:measure_quality", adds=("documents.quality",), version=5, settles=("documents.quality",)),
    Stage(
        "rights",
        "rights:weigh_rights",
        adds=("documents.purposes", "documents.rights_statements"),
        replaces=("documents.rights", "documents.license", "documents.rights_evidence"),
        version=5,
        settles=("documents.rights", "documents.license"),
    ),
    Stage(
        "verdicts",
        "verdicts:give_reasons",
        adds=(*_ON_DOCUMENTS, "documents.verdicts"),
        replaces=("documents.synthetic",),
        version=8,
        settles=("documents.reason", "documents.verdicts"),
    ),
)  # fmt: skip


def refine(batch: Batch, settings: StagesSettings, stages: tuple[Stage, ...] = STAGES) -> Batch:
    """Return `batch` after all stages, each held to its promise; `StageError` names the one that broke it."""
    for stage in stages:
        after = stage.load()(batch, stage.settings_of(settings))
        _check_promise(stage, batch, after)
        batch = Batch(_single_chunked(after.documents), _single_chunked(after.paragraphs))
    return batch


def _single_chunked(table: pa.Table) -> pa.Table:
    return table if all(column.num_chunks == 1 for column in table.columns) else table.combine_chunks()


def _check_promise(stage: Stage, before: Batch, after: Batch) -> None:
    if after.documents.num_rows != before.documents.num_rows:
        raise _broken(stage, f"it changed {before.documents.num_rows} documents to {after.documents.num_rows}")
    if not stage.new_rows and after.paragraphs.num_rows != before.paragraphs.num_rows:
        raise _broken(stage, f"it changed {before.paragraphs.num_rows} paragraphs to {after.paragraphs.num_rows}")
    for table, old, new in (
        ("documents", before.documents, after.documents),
        ("paragraphs", before.paragraphs, after.paragraphs),
    ):
        names = old.column_names
        now = {f"{table}.{name}" for name in new.column_names}
        added = now - {f"{table}.{name}" for name in names}
        lost = [name for name in names if f"{table}.{name}" not in now]
        promised = {name for name in stage.adds if name.startswith(table)}
        if added - promised or promised - now or lost:
            what = f"columns added {sorted(added)}, promised {sorted(promised)}, lost {lost}"
            raise _broken(stage, what)
        for name in names:
            free = f"{table}.{name}" in stage.replaces or f"{table}.*" in stage.replaces
            if not free and new[name] is not old[name] and not new[name].equals(old[name]):
                raise _broken(stage, f"it changed {table}.{name}, which it does not declare")
        if f"{table}.reason" in (*stage.adds, *stage.replaces):
            check_reasons(one_chunk(new["reason"]), one_chunk(new["stage"]))


def _broken(stage: Stage, what: str) -> StageError:
    return StageError(
        f"The stage {stage.name} broke its promise: {what}.",
        hint="This is a defect of Reinschrift; please report it with this message.",
        context={"stage": stage.name},
    )
