"""The log of a run on the pages of Prefect: the counts of each step, and a failure as one message with its hint."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from reinschrift.errors import ReinschriftError
from reinschrift.shard.finished import ShardResult
from reinschrift.shard.plan import Plan
from reinschrift.text.counted import counted
from reinschrift.text.visible import visible

RUNS, PIECES = "prefect.flow_runs", "prefect.task_runs"
"""Prefect's loggers of a run and of its pieces."""

_ENDED = "Finished in state"


class InWords(logging.Filter):
    """Shortens Prefect's lines: the pages show states by themselves, and an error of ours needs no traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a line stays; put the message of an error of ours in place of its traceback."""
        if str(record.msg).startswith(_ENDED):
            return record.name == RUNS and record.levelno < logging.ERROR
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ReinschriftError):
            record.msg, record.args = visible(str(error)), ()
            record.exc_info = record.exc_text = None
            return record.name == RUNS  # what a piece raises, its run raises again
        return True


def shorten_log() -> None:
    """Let Prefect's loggers of this process write in words; once is enough."""
    for name in (RUNS, PIECES):
        logger = logging.getLogger(name)
        if not any(isinstance(one, InWords) for one in logger.filters):
            logger.addFilter(InWords())


def plan_in_words(plan: Plan, n_todo: int) -> str:
    """Return what a run is going to do, as a line of its log."""
    unread = f"; {counted(len(plan.bad_files), 'file')} could not be opened" if plan.bad_files else ""
    return f"{counted(len(plan.shards), 'shard')}, {n_todo:,} of them to refine{unread}"


def read_in_words(results: Sequence[ShardResult], n_bad_files: int) -> str:
    """Return what the shards read and kept before duplicates are known, as a line of a run's log."""
    read, kept, paragraphs = (
        sum(getattr(result.counts, name) for result in results)
        for name in ("documents", "kept_documents", "kept_paragraphs")
    )
    unread = f"; {counted(n_bad_files, 'file')} could not be read" if n_bad_files else ""
    kept_with = f"{kept:,} kept with {counted(paragraphs, 'paragraph')}"
    return f"{counted(read, 'document')} read, {kept_with}, duplicates not yet removed{unread}"


def end_in_words(summary: dict[str, Any]) -> str:
    """Return how a run ended, as the last line of its log."""
    read, kept = (summary["counts"][part] for part in ("read", "kept"))
    outcome = "published" if summary["is_new"] else "nothing new since"
    change = summary.get("difference")
    against = f" ({change['documents']:+,} against {summary['parent']})" if change else ""
    beyond = "".join(f"; {key}: {one}" for key, name in (("lost", "losses"), ("changed", "drift"))
                     for one in summary.get(name) or ())  # fmt: skip
    line = (
        f"{outcome} {summary['version']}: {kept['documents']:,} of {counted(read['documents'], 'document')}{against}, "
        f"{counted(kept['paragraphs'], 'paragraph')}, {counted(kept['chars'], 'character')}; "
        f"{summary['seconds']} s{beyond}"
    )
    return visible(line)
