"""A rebuild without the orchestrator: the same library functions, one after the other, for tests of data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from reinschrift.project import Project, load_project
from reinschrift.run import rebuild
from reinschrift.shard.finished import ShardResult
from reinschrift.shard.plan import Plan
from reinschrift.snapshot.assembled import Assembled
from reinschrift.snapshot.commit import Published
from reinschrift.snapshot.verify import ARROW

InOrder = Callable[[Iterable[Any]], Iterable[Any]]


def project_of(raw: Path, output: Path | str, *overrides: str) -> Project:
    """Return a project that reads a folder and writes to another, or to an address."""
    return load_project(None, overrides, [str(raw)], str(output))


def rebuild_here(project: Project, order: InOrder = list) -> Published:
    """Go all steps in this process; `order` may shuffle the shards, as workers would.

    Only Arrow validates, which looks at every row and rule; Great Expectations has its own tests and the flow's.
    """
    rebuild.heal(project)
    plan = rebuild.plan_rebuild(project)
    for spec in order(plan.shards):
        rebuild.refine_shard(spec)
    results = [rebuild.refine_shard(spec) for spec in plan.shards]
    rebuild.check_bad_files(project, plan, results)
    decisions = rebuild.decide(project, plan)
    for spec in order(plan.shards):
        rebuild.assemble_shard(spec, decisions, project.output, project.contract_file)
    assembled = [rebuild.assemble_shard(spec, decisions, project.output, project.contract_file) for spec in plan.shards]
    return publish_checked(project, plan, results, assembled)


def publish_checked(
    project: Project, plan: Plan, results: Sequence[ShardResult], assembled: Sequence[Assembled]
) -> Published:
    """Check the assembled tables and publish them."""
    (piece,) = rebuild.tables_to_check(project, results, assembled, ARROW).values()
    return rebuild.publish_snapshot(project, plan, results, assembled, rebuild.check_tables(*piece))
