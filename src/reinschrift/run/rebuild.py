"""The steps of a rebuild, each a plain function; the flow says when and where they run."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from reinschrift import __version__
from reinschrift.decisions.describe import describe_decisions
from reinschrift.dedup import ShardSignatures, find_duplicates
from reinschrift.errors import InputError, StageError, StorageError
from reinschrift.export.documents import complete_documents
from reinschrift.model.card import shipped_cards
from reinschrift.project import Project
from reinschrift.run.check_tables import check_tables, count_tables, prepare_validation, tables_to_check
from reinschrift.run.compile import compile_kernels, kernels_to_compile, mark_compiled
from reinschrift.run.executors.template import PAGES, TABLES, TEXTS
from reinschrift.run.plan import plan_rebuild
from reinschrift.shard.describe import describe_parts
from reinschrift.shard.finished import ShardResult, read_result
from reinschrift.shard.measured import trim_measured
from reinschrift.shard.plan import LAST_PLAN, Plan, made_by, step_versions
from reinschrift.shard.refine import ensure_unchanged, refine_shard
from reinschrift.shard.spec import BadFile, ShardSpec
from reinschrift.snapshot.assemble import assemble_shard, code_of_assembly
from reinschrift.snapshot.assembled import Assembled
from reinschrift.snapshot.checked import clear_no_files, complete_views, restore_contracts, set_damaged_aside
from reinschrift.snapshot.commit import Candidate, Published, complete_view, publish
from reinschrift.snapshot.erase import finish_erasures
from reinschrift.snapshot.guards import Beyond, check_losses, difference, extent_of, extent_of_snapshot
from reinschrift.snapshot.history import read_history
from reinschrift.snapshot.manifest import Manifest, list_versions, read_manifest
from reinschrift.snapshot.reference import read_reference, train_reference
from reinschrift.snapshot.validate import Examined, validate_tables
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import say_damaged, write_record
from reinschrift.text.counted import counted
from reinschrift.versions import VERSIONS

__all__ = [
    "assemble_shard", "check_bad_files", "check_changes", "check_tables", "compile_kernels", "decide", "heal",
    "is_little", "kernels_to_compile", "latest_of_plan", "mark_compiled", "plan_rebuild",
    "prepare_validation", "publish_snapshot", "refine_shard", "shards_to_decide", "summarise",
    "tables_to_check", "template_of",
]  # fmt: skip

LITTLE_BYTES = 1_000_000
"""Bytes of all files of a plan: some tenths of a second, once the kernels are compiled."""


def heal(project: Project) -> None:
    """Finish what killed runs began, and set aside what is damaged. The caller holds the dataset's lock."""
    storage = project.storage()
    clear_no_files(storage)
    set_damaged_aside(storage)
    trim_measured(storage, project.settings.run.measured_mb)
    _finish_erasures(storage)
    restore_contracts(storage, project.contract_file.read_bytes())


def _finish_erasures(storage: LocalStorage) -> None:
    """Finish killed erasures; one that meets an object that is gone keeps no rebuild from leaving the documents out."""
    try:
        finish_erasures(storage)
    except StorageError as error:
        if "object" not in error.context:
            raise
        say_damaged(
            error.context["object"],
            "an erasure cannot be finished before it is restored from a copy of the dataset; this rebuild leaves out "
            "what was to be erased",
        )


def is_little(plan: Plan) -> bool:
    """Say whether a worker would take longer to start than the work of all steps takes.

    Only for plain texts, which no foreign library parses: what might bring its process down belongs on a worker. Where
    little is left to do of much, the worker starts beside the imports of the driver: that costs a third of a CPU second
    and saves one of waiting.
    """
    n_bytes = sum(part.n_bytes for spec in plan.shards for part in spec.parts)
    return n_bytes <= LITTLE_BYTES and _are_plain_texts(plan.shards)


def template_of(plan: Plan) -> str:
    """Return what the workers of this machine load before a plan's work, one of the names in `executors.template`."""
    if not plan.todo:
        return TABLES
    return TEXTS if _are_plain_texts(plan.todo) else PAGES


def _are_plain_texts(shards: Iterable[ShardSpec]) -> bool:
    """Say whether shards are made of plain texts alone, which no foreign library parses."""
    return all(part.format == "text" for spec in shards for part in spec.parts)


def shards_to_refine(plan: Plan) -> dict[str, tuple[ShardSpec]]:
    """Return the pieces of the step refine: the shards that are not finished."""
    return {spec.name: (spec,) for spec in plan.todo}


def read_results(plan: Plan) -> list[ShardResult]:
    """Return the results of all shards of a plan, this run's and earlier ones'."""
    return [read_result(spec.folder) for spec in plan.shards]


def check_bad_files(project: Project, plan: Plan, results: Sequence[ShardResult]) -> tuple[BadFile, ...]:
    """Return all files that could not be read; raise `InputError` if they are more than `run.max_bad_files`."""
    sources = {spec.name: spec.source.name for spec in plan.shards}
    found = (BadFile(sources[result.name], *entry) for result in results for entry in result.bad_files)
    bad = (*plan.bad_files, *found)
    limit = project.settings.run.max_bad_files
    if len(bad) > limit:
        listed = "\n  ".join(map(str, bad[:10]))
        raise InputError(
            f"{counted(len(bad), 'file')} could not be read, and run.max_bad_files is {limit}:\n  {listed}",
            hint="Mend or remove them, or allow more with --set run.max_bad_files=N; nothing was published.",
        )
    return bad


def latest_of_plan(project: Project, plan: Plan) -> Published | None:
    """Return the latest snapshot if it was made from just this plan and is all there: then there is nothing to do."""
    storage = project.storage()
    if not list_versions(storage):
        return None
    manifest = read_manifest(storage)
    if manifest.fingerprint != plan.fingerprint or not _is_whole(storage, manifest):
        return None
    complete_view(storage, manifest)
    complete_views(storage)
    complete_documents(storage)
    return Published(manifest, is_new=False)


def _is_whole(storage: LocalStorage, manifest: Manifest) -> bool:
    there = {table: storage.sizes(f"objects/{table}") for table in manifest.tables}
    return all(
        there[table].get(f"{item.sha256}.parquet") == item.n_bytes
        for table, items in manifest.tables.items()
        for item in items
    )


def shards_to_decide(project: Project, plan: Plan) -> dict[str, tuple[Any, ...]]:
    """Return the one piece of the step decide: all shards together."""
    return {"all": (project, plan)}


def _decisions_of(project: Project, plan: Plan) -> Path:
    return project.output / "work" / f"decisions-{plan.fingerprint}"


def decide(project: Project, plan: Plan) -> Path:
    """Find duplicates over all finished shards; return the folder with the decisions on each. Runs on a worker."""
    folder = _decisions_of(project, plan)
    for spec in plan.shards:
        ensure_unchanged(spec, "signatures/")
    shards = [ShardSignatures(spec.fingerprint, spec.folder / "signatures") for spec in plan.shards]
    history = read_history(project.storage())
    paragraphs = any(spec.settings.dedup.paragraphs for spec in plan.shards)  # a source may say so for itself
    settings = project.settings.dedup.model_copy(update={"paragraphs": paragraphs})
    find_duplicates(shards, None, settings, folder, history)
    references = [source.name for source in project.sources() if source.reference]
    train_reference([spec.folder for spec in plan.shards], references, folder)
    return folder


def shards_to_assemble(project: Project, plan: Plan, decisions: Path) -> dict[str, tuple[Any, ...]]:
    """Return the pieces of the step assemble: every shard with the folder of the decisions on all of them."""
    made_by = code_of_assembly()
    return {spec.name: (spec, decisions, project.output, project.contract_file, made_by) for spec in plan.shards}


def check_changes(
    project: Project, results: Sequence[ShardResult], assembled: Sequence[Assembled], *, accepted: bool
) -> Beyond:
    """Return what the new snapshot loses or changes beyond what `[guards]` allows; nothing before the first.

    Raises `LossError` if that stops the run and is not `accepted`.
    """
    storage = project.storage()
    if not list_versions(storage):
        return Beyond()
    documents = [item for shard in assembled for item in shard.objects["documents"]]
    after = extent_of(
        count_tables(results, assembled), documents, [{"name": source.name} for source in project.sources()]
    )
    before = extent_of_snapshot(read_manifest(storage))
    return check_losses(before, after, project.settings.guards, accepted=accepted)


def publish_snapshot(
    project: Project,
    plan: Plan,
    results: Sequence[ShardResult],
    assembled: Sequence[Assembled],
    examined: Examined,
) -> Published:
    """Validate the assembled tables, which were looked at, and commit them as the next version.

    Raises `ContractBrokenError` if they break the contract: nothing is published, the report is kept in `work/`.
    """
    storage = project.storage()
    candidate = Candidate(
        dataset=project.dataset,
        fingerprint=plan.fingerprint,
        assembled=tuple(assembled),
        counts=count_tables(results, assembled),
        settings=project.settings.model_dump(mode="json"),
        versions=_versions(),
        sources=[source.model_dump(mode="json") for source in project.sources()],
        contract={"version": examined.contract, "sha256": _sha256(project.contract_file)},
        contract_file=project.contract_file,
        statistics=examined.statistics,
        erased=plan.erased.digest,
        models=shipped_cards() | _reference(project, plan),
    )
    check_balance(results, assembled)
    report = validate_tables(examined, project.output / "work")
    published = publish(storage, candidate, report.to_dict())
    complete_views(storage)
    write_record(storage, LAST_PLAN, describe_parts(plan))
    trim_measured(storage, project.settings.run.measured_mb)
    if published.is_new:
        place = f"snapshots/{published.manifest.version}"
        storage.write(f"{place}/validation.md", report.to_markdown().encode())
    complete_documents(storage)
    return published


def _reference(project: Project, plan: Plan) -> dict[str, Any]:
    """Return the model of the trusted sources that the documents were scored by, by its name."""
    model = read_reference(_decisions_of(project, plan))
    return {"reference": model} if model else {}


def _versions() -> dict[str, Any]:
    """Return what the manifest says of the package that made a snapshot."""
    made = made_by("shards", "decisions", "assembly")
    return {"reinschrift": __version__, **step_versions(), "steps": VERSIONS, "made_by": made}


def check_balance(results: Sequence[ShardResult], assembled: Sequence[Assembled]) -> None:
    """Hold a run to the first law, read = kept + removed; `StageError` names the shard that lost something."""
    for result, final in zip(results, assembled, strict=True):
        read, kept = result.counts, final.counts
        documents = kept.documents + sum(n for name, n in kept.removed.items() if name.startswith("document:"))
        paragraphs = kept.paragraphs + read.paragraphs_in_removed + kept.paragraphs_in_removed
        paragraphs += sum(n for name, n in kept.removed.items() if name.startswith("paragraph:"))
        if (documents, paragraphs) != (read.documents, read.paragraphs):
            raise StageError(
                f"{counted(read.documents, 'document')} and {counted(read.paragraphs, 'paragraph')} were read, "
                f"but {documents} and {paragraphs} accounted for.",
                hint="This is a defect of Reinschrift; please report it with this message.",
                context={"shard": result.name},
            )


def summarise(
    project: Project,
    published: Published,
    bad_files: Sequence[BadFile],
    begun: float,
    beyond: Beyond = Beyond(),  # noqa: B008  # it cannot be changed
) -> dict[str, Any]:
    """Return the outcome of a run as plain values, for people and programs. `begun` is a `time.monotonic()`."""
    manifest = published.manifest
    storage = project.storage()
    parent = read_manifest(storage, manifest.parent) if published.is_new and manifest.parent else None
    change = difference(extent_of_snapshot(parent), extent_of_snapshot(manifest)) if parent else None
    return {
        "dataset": manifest.dataset,
        "version": manifest.version,
        "is_new": published.is_new,
        "folder": f"{project.place}/snapshots/{manifest.version}",
        "created": manifest.created,
        "counts": manifest.counts,
        "parent": manifest.parent,
        "difference": change,
        "losses": list(beyond.losses),
        "drift": list(beyond.drift),
        "decisions": describe_decisions(project.decisions(), manifest.counts.get("decisions", {})),
        "bad_files": [[entry.path, entry.reason] for entry in bad_files],
        "not_read": [str(entry) for entry in bad_files],
        "seconds": round(time.monotonic() - begun, 1),
    }


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
