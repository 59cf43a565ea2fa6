"""A flow of the same shape as flows/rebuild.py, whose pieces do what a test asks for in the file pieces.json."""

import json
from pathlib import Path
from typing import Any

import flow_work
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

from reinschrift.project import load_project
from reinschrift.run.executors import open_executor, stopped_on_error
from reinschrift.run.progress import open_progress
from reinschrift.run.server.api import record_process
from reinschrift.run.step import Step, is_worth_a_retry, run_piece
from reinschrift.storage.lock import dataset_lock

on_workers = task(task_run_name="{step.name} {piece}", cache_policy=NO_CACHE, retry_condition_fn=is_worth_a_retry)(
    run_piece
)


@flow(name="rebuild", on_running=[record_process])
def rebuild(
    root: str | None = None,
    overrides: list[str] | None = None,
    paths: list[str] | None = None,
    output: str | None = None,
    quiet: bool = False,  # noqa: FBT001, FBT002  # a flow's parameters come by name
) -> dict[str, Any]:
    """Do the pieces."""
    assert output is not None
    folder = Path(output)
    run = load_project(root, overrides or ()).settings.run
    asked = json.loads((folder / "pieces.json").read_text())
    pieces = {f"{number}": (output, number, *asked["args"]) for number in range(asked["n"])}
    with (
        dataset_lock(folder),
        open_progress(quiet=quiet) as progress,
        open_executor(run) as executor,
        ThreadPoolTaskRunner[Any](executor.workers + 2) as threads,
        stopped_on_error(executor),
    ):
        step = Step("work", getattr(flow_work, asked["function"]), pieces, executor, progress)
        return {
            "done": threads.map(
                on_workers.with_options(retries=run.retries), {"step": step, "piece": step.names}
            ).result()
        }
