"""The step check: Arrow looks at every row of the assembled tables, on a worker, beside the driver's imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from reinschrift.contract import load_contract
from reinschrift.project import Project
from reinschrift.shard.finished import ShardResult
from reinschrift.snapshot.assembled import Assembled
from reinschrift.snapshot.commit import files_of, total
from reinschrift.snapshot.manifest import STATISTICS
from reinschrift.snapshot.statistics_files import read_part, schema_of, write_statistics
from reinschrift.snapshot.validate import ENGINES, Engine, Examined, look_at_rows
from reinschrift.snapshot.validate.suite import import_ahead
from reinschrift.snapshot.verify import ARROW
from reinschrift.storage import LocalStorage


def prepare_validation(project: Project) -> None:
    """Begin what validation needs and nothing else does: the import of Great Expectations, beside the shards."""
    if "great_expectations" in engines_of(project):
        import_ahead()


def engines_of(project: Project) -> Collection[Engine]:
    """Return who validates: Great Expectations can be turned off, Arrow cannot."""
    return ENGINES if project.settings.run.great_expectations else ARROW


def tables_to_check(
    project: Project,
    results: Sequence[ShardResult],
    assembled: Sequence[Assembled],
    engines: Collection[Engine] | None = None,
) -> dict[str, tuple[Any, ...]]:
    """Return the one piece of the step check: all tables. `engines` says who validates, none: what the settings say."""
    files = files_of(assembled, project.storage())
    who = engines_of(project) if engines is None else engines
    parts = [shard.statistics[0] for shard in assembled]
    return {"all": (files, project.contract_file, count_tables(results, assembled), who, (project.output, parts))}


def check_tables(
    files: Mapping[str, Sequence[str]],
    contract_file: Path,
    counts: Mapping[str, Any],
    engines: Collection[Engine],
    statistics: tuple[Path, Sequence[str]],
) -> Examined:
    """Add up the statistics of the shards (the dataset's folder, and their places in it), and look at all rows.

    What comes back has at most a thousand rows of each table, without `text`.
    """
    output, parts = statistics
    storage, contract = LocalStorage(output), load_contract(contract_file)
    item = write_statistics(storage, (read_part(storage, name) for name in parts), schema_of(contract))
    files = {**files, STATISTICS: [str(storage.path(item.name(STATISTICS)))]}
    return look_at_rows(files, contract, counts=counts, engines=engines)._replace(statistics=item)


def count_tables(results: Sequence[ShardResult], assembled: Sequence[Assembled]) -> dict[str, Any]:
    """Return what was read, kept and removed over all shards."""
    decided = sum((one.counts.decisions for one in results), Counter())
    return total(assembled, read_counts(results), sum(one.counts.paragraphs_in_removed for one in results), decided)


def read_counts(results: Sequence[ShardResult]) -> dict[str, int]:
    """Return what all shards read: documents, paragraphs, characters."""
    return {
        name: sum(getattr(result.counts, name) for result in results) for name in ("documents", "paragraphs", "chars")
    }
