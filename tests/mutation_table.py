"""The table of docs/mutation.md: written from the outcomes of a run, and read again by the next."""

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple

from tests.mutated import PINNED
from tests.thresholds import ROOT, Threshold

SURVIVES = "**survives**"


class Verdict(NamedTuple):
    """What became of a threshold: the values tried, and the first test that failed; none: it survived."""

    threshold: Threshold
    tried: tuple[float, ...]
    killer: str | None


def shifted(value: float) -> tuple[float, ...]:
    """Return the value raised and lowered by half; whole numbers stay whole, and move by one at least."""
    if isinstance(value, int):
        return max(value + 1, round(value * 1.5)), min(value - 1, round(value * 0.5))
    return value * 1.5, value * 0.5


def table(verdicts: list[Verdict], n_all: int, others: dict[Threshold, str], unnoticed: set[Threshold]) -> str:
    """Return the outcome as a page: how many survive, which, what noticed the others, and what was not counted."""
    survivors = [verdict for verdict in verdicts if verdict.killer is None]
    rows = [
        f"| `{v.threshold.file}` | `{v.threshold.name}` | {v.threshold.value:g} | "
        f"{', '.join(f'{value:g}' for value in v.tried)} | {(v.killer or SURVIVES).split('::')[-1]} |"
        for v in sorted(verdicts, key=lambda v: (v.killer is not None, v.threshold))
    ]
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h of %as"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    summary = (
        "`make mutate` shifts every named threshold by half, up and down, and wants a failure. Of "
        f"{n_all} it has tried {len(verdicts)}; {len(survivors)} survive both: nobody would notice if they were "
        "changed by mistake. If the run was ended early, these were tried before the pinned output and the nearest "
        "tests alone. What earlier runs tried counts as long as the value is the same. The last run ended at commit "
        f"{commit}. A step's name stands for its pinned output in `{PINNED}`."
    )
    head = ["# Thresholds that a test holds", "", summary, ""]
    head += ["| module | threshold | value | tried | noticed by |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, *_table_of_others(others, unnoticed), ""])


def _table_of_others(others: dict[Threshold, str], unnoticed: set[Threshold]) -> list[str]:
    by_reason: dict[str, list[str]] = {}
    for one, reason in others.items():
        why = f"{reason}; no test notices a shift" if one in unnoticed else reason
        by_reason.setdefault(why, []).append(f"`{one.file.removesuffix('.py')}:{one.name}`")
    text = (
        f"These {len(others)} named numbers are no thresholds. `tests/thresholds.py` knows most of them by the form in "
        "which the code uses them; the others stand with their reason in `tests/no_thresholds.toml`. Those that only "
        "change speed, or bound memory and time, are shifted, too, and the run fails if a test notices."
    )
    rows = [f"| {reason} | {', '.join(names)} |" for reason, names in by_reason.items()]
    return ["", "## No thresholds", "", text, "", "| what they are | which |", "|---|---|", *rows]


def from_table(page: str, chosen: list[Threshold]) -> list[Verdict]:
    """Return the outcomes that a table states, of the thresholds that have the same value today."""
    by_name = {(one.file, one.name, f"{one.value:g}"): one for one in chosen}
    row = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (\S+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
    return [
        Verdict(by_name[key], shifted(by_name[key].value), None if killer == SURVIVES else killer)
        for *key_of, _, killer in row.findall(page)
        if (key := tuple(key_of)) in by_name
    ]


def stated_unnoticed(page: str, others: dict[Threshold, str]) -> set[Threshold]:
    """Return the numbers of which a page says that no test has noticed a shift."""
    stated = {
        name for line in page.splitlines() if "; no test notices" in line for name in re.findall(r"`([^`]+)`", line)
    }
    return {one for one in others if f"{one.file.removesuffix('.py')}:{one.name}" in stated}
