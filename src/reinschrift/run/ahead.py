"""What a run will do, known before Prefect is imported, and the workers for it, which load meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any, NamedTuple

from reinschrift.errors import ReinschriftError
from reinschrift.project import Project
from reinschrift.run.executors.template import PAGES, template_ahead
from reinschrift.run.plan import plan_rebuild
from reinschrift.run.rebuild import LITTLE_BYTES, heal, is_little, latest_of_plan, summarise, template_of
from reinschrift.shard.bytes_listed import are_files_larger
from reinschrift.shard.plan import Plan
from reinschrift.snapshot.manifest import list_versions
from reinschrift.storage.lock import dataset_lock


class Known(NamedTuple):
    """What is known of a run before Prefect is there."""

    same: dict[str, Any] | None = None
    """The outcome of a run that has nothing to do; none where there is work."""
    plan: Plan | None = None
    """What the run will do if nothing changes meanwhile; none before the first snapshot, or where anything is wrong."""


def look_ahead(project: Project) -> Known:
    """Return what a run would do. What is wrong is for the run to say, which keeps a history."""
    begun = time.monotonic()
    with suppress(ReinschriftError, OSError):
        if not project.output.is_dir() or not list_versions(project.storage()):
            return Known()
        with dataset_lock(project.output):
            heal(project)
            plan = plan_rebuild(project)
            same = latest_of_plan(project, plan)
            return Known(None if same is None else summarise(project, same, plan.bad_files, begun), plan)
    return Known()


@contextmanager
def workers_ahead(project: Project, plan: Plan | None) -> Iterator[None]:
    """Have the workers of the block's run loaded sooner, if it will have any on this machine.

    By its `plan` that is known; before the first snapshot there is none, and the size of the files decides.
    """
    run = project.settings.run
    may = run.executor == "local" and (run.workers is not None or not _is_little(project, plan))
    with template_ahead(template_of(plan) if plan else PAGES) if may else nullcontext():
        yield


def _is_little(project: Project, plan: Plan | None) -> bool:
    """Return whether the driver may do all the work itself; what is unknown now, the run finds out."""
    if plan is not None:
        return is_little(plan)
    with suppress(ReinschriftError, OSError):
        return not are_files_larger(project, LITTLE_BYTES)
    return True
