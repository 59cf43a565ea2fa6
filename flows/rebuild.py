"""From raw/ to processed/: plan, refine shard by shard, find duplicates, assemble, validate and publish."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger
from prefect.runtime import deployment, flow_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

from reinschrift.project import load_project
from reinschrift.run import rebuild as steps
from reinschrift.run.deployed import check_parameters, print_failure, quieten_console
from reinschrift.run.executors import open_executor, stopped_on_error
from reinschrift.run.lineage import lineage_of_run
from reinschrift.run.notices import send_end, sent_on_failure
from reinschrift.run.progress import open_progress
from reinschrift.run.run_log import end_in_words, plan_in_words, read_in_words, shorten_log
from reinschrift.run.server.api import record_process
from reinschrift.run.server.page_progress import PageProgress
from reinschrift.run.server.run_pages import show_end
from reinschrift.run.step import Step, is_worth_a_retry, run_piece
from reinschrift.shard.plan import Plan
from reinschrift.snapshot.commit import Published
from reinschrift.snapshot.guards import Beyond
from reinschrift.storage.lock import dataset_lock

SPARE_THREADS = 2  # so that a worker always has its next shard waiting
# What is done is known by its files, never by Prefect's cache.
heal: Task[..., None] = task(name="heal", cache_policy=NO_CACHE)(steps.heal)
plan_shards: Task[..., Plan] = task(name="plan", cache_policy=NO_CACHE)(steps.plan_rebuild)
guard: Task[..., Beyond] = task(name="guard", cache_policy=NO_CACHE)(steps.check_changes)
publish: Task[..., Published] = task(name="publish", cache_policy=NO_CACHE)(steps.publish_snapshot)
on_workers = task(
    task_run_name="{step.name} {piece}",
    cache_policy=NO_CACHE,
    retries=2,
    retry_delay_seconds=1,
    retry_condition_fn=is_worth_a_retry,
)(run_piece)


@flow(name="rebuild", on_running=[record_process, quieten_console], on_failure=[print_failure])
def rebuild(
    root: str | None = None,
    overrides: list[str] | None = None,
    paths: list[str] | None = None,
    output: str | None = None,
    quiet: bool = False,  # noqa: FBT001, FBT002  # a flow's parameters come by name
    accept_changes: bool = False,  # noqa: FBT001, FBT002
) -> dict[str, Any]:
    """Turn raw text into the next snapshot and return its version and counts.

    Args:
        root: folder of the project; none: found from the working folder upwards.
        overrides: settings as `name=value`, over those of the project.
        paths: files and folders to read instead of the project's sources.
        output: folder of the dataset; none: the project's.
        quiet: show no progress.
        accept_changes: publish even what the guards would stop.
    """
    begun = time.monotonic()
    shorten_log()
    if deployment.id is not None:
        check_parameters(root, overrides, paths, output)
    project = load_project(root, overrides or (), paths or (), output)
    run, log = project.settings.run, get_run_logger()

    def end(summary: dict[str, Any]) -> dict[str, Any]:
        lineage.end(summary)
        log.info(end_in_words(summary))
        send_end(project, summary)
        show_end(flow_run.id, summary, is_deployed=deployment.id is not None)
        return summary

    # All in one function: a scheduled run is a process that is handed this function, and knows no others of this file.
    with (
        sent_on_failure(project),
        lineage_of_run(project) as lineage,
        dataset_lock(project.output),
        open_progress(quiet=quiet) as shown,
    ):
        progress = PageProgress(shown, flow_run.id)
        heal(quote(project))
        plan = plan_shards(quote(project))  # quote: Prefect need not look for tasks' results in a list of all files
        same = steps.latest_of_plan(project, plan)
        if same is not None:
            return end(steps.summarise(project, same, plan.bad_files, begun))
        to_refine = steps.shards_to_refine(plan)
        log.info(plan_in_words(plan, len(to_refine)))
        steps.prepare_validation(project)
        kernels = steps.kernels_to_compile(plan, run)
        with (
            open_executor(
                run, is_little=not kernels and steps.is_little(plan), template=steps.template_of(plan)
            ) as executor,
            ThreadPoolTaskRunner[Any](executor.workers + SPARE_THREADS) as threads,
            stopped_on_error(executor),
        ):
            shard_task = on_workers.with_options(retries=run.retries)

            def do(name: str, function: Callable[..., Any], pieces: Mapping[str, tuple[Any, ...]]) -> list[Any]:
                step = Step(name, function, pieces, executor, progress)
                return list(threads.map(shard_task, {"step": step, "piece": step.names}).result())

            if kernels:
                do("compile", steps.compile_kernels, kernels)
                steps.mark_compiled(kernels)
            do("refine", steps.refine_shard, to_refine)
            results = steps.read_results(plan)
            bad_files = steps.check_bad_files(project, plan, results)
            log.info(read_in_words(results, len(bad_files)))
            (decisions,) = do("decide", steps.decide, steps.shards_to_decide(project, plan))
            assembled = do("assemble", steps.assemble_shard, steps.shards_to_assemble(project, plan, decisions))
            (examined,) = do("check", steps.check_tables, steps.tables_to_check(project, results, assembled))
        beyond = guard(quote(project), quote(results), quote(assembled), accepted=accept_changes)
        published = publish(quote(project), quote(plan), quote(results), quote(assembled), quote(examined))
        return end(steps.summarise(project, published, bad_files, begun, beyond))
