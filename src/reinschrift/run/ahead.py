"""Starts the process that workers are forked from while the driver still imports Prefect and plans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from reinschrift.errors import ReinschriftError
from reinschrift.project import Project
from reinschrift.run.executors.template import PAGES, template_ahead
from reinschrift.run.rebuild import LITTLE_BYTES, is_little, template_of
from reinschrift.shard.plan import Plan
from reinschrift.sources.listing import places_of


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
    """Return whether the driver may do all the work itself; what cannot be told now, the run finds out."""
    if plan is not None:
        return is_little(plan)
    n_bytes = 0
    with suppress(ReinschriftError, OSError):
        for source in project.sources():
            n_bytes += sum(place.facts.get("size") or 0 for place in places_of(source))
            if n_bytes > LITTLE_BYTES:
                return False
    return True
