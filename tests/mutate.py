"""Shift each named threshold by half and want a failure: `python -m tests.mutate [--resume] [PART OF A NAME ...]`.

A threshold is a constant in capitals with a number for its value, in a room that makes data. It is raised by half, then
lowered by half; the pinned output of the steps is looked at first, then the tests of its room, then the gates. It
survives if all is as before both times: then nobody would notice if it were changed by mistake. A test that fails
without any shift notices nothing. Outcomes are written as they come; `--resume` goes on, and tries again what survived.
The table goes to docs/mutation.md. Codes, places in tables, sizes of memory and versions are no thresholds.
"""

from __future__ import annotations

import ast
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.mutated import PINNED, Shift, changed_output, first_failure, import_libraries, in_fork, keep_inputs

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "reinschrift"
ROOMS = ("dedup", "pages", "personal", "sources", "stages", "text")
NO_THRESHOLD = re.compile(
    r"^_?(?:N_|AT$|AT_)|(?:_BITS|_SHIFT|_BYTES|_VERSION|_AT|_ROWS|_DEPTH|_SECONDS|_DAYS|_ROUNDS)$|^_?(?:LIMIT|FORMAT|SEED|EVERY|"
    r"HELD_ROWS|BATCH_ROWS|TAB_WIDTH|MAX_LINE|MAX_UNCUT|REST|FLOAT_ONE|SMALL|SMALL_FIRST|AHEAD|UNIX)$"
)
NO_THRESHOLDS_IN = (
    "code_points.py", "fold.py", "hashing.py", "letters.py", "machine_code.py", "machine_code_folder.py",
    "make_fold.py", "make_letters.py", "outline.py", "page.py", "screen.py", "utf8.py",
)  # fmt: skip
REPORT = ROOT / "docs" / "mutation.md"
OUTCOMES = ROOT / ".mutation.jsonl"


class Threshold(NamedTuple):
    """A constant: the file as a path below the package, the name and the value."""

    file: str
    name: str
    value: float


class Verdict(NamedTuple):
    """What became of a threshold: the values tried, and the first test that failed; none: it survived."""

    threshold: Threshold
    tried: tuple[float, ...]
    killer: str | None


def thresholds() -> Iterator[Threshold]:
    """Yield every named threshold of the rooms that make data; numbers written in hexadecimal are codes."""
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            if file.name not in NO_THRESHOLDS_IN:
                yield from _of_module(file)


def _of_module(file: Path) -> Iterator[Threshold]:
    source = file.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.Assign) and len(node.targets) == 1):
            continue
        names = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else [node.targets[0]]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        if len(names) != len(values) or _are_codes([_number_of(value) for value in values]):
            continue
        for name, value in zip(names, values, strict=True):
            number = _number_of(value)
            is_code = "0x" in (ast.get_source_segment(source, value) or "").lower()
            if isinstance(name, ast.Name) and name.id.isupper() and number and not is_code:
                if NO_THRESHOLD.search(name.id):
                    continue
                yield Threshold(file.relative_to(PACKAGE).as_posix(), name.id, number)


def _are_codes(numbers: list[float]) -> bool:
    """Tell whether numbers that are given together only tell things apart: 1, 2, 3 or 8, 16, 32."""
    counted = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    return counted or (len(numbers) > 2 and all(b == 2 * a for a, b in pairwise(numbers)))


def _number_of(value: ast.expr) -> float:
    """Return the number that an expression is; 0 if it is none."""
    number = value.value if isinstance(value, ast.Constant) else 0
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 0


def shifted(value: float) -> tuple[float, ...]:
    """Return the value raised and lowered by half; whole numbers stay whole, and move by one at least."""
    if isinstance(value, int):
        return max(value + 1, round(value * 1.5)), min(value - 1, round(value * 0.5))
    return value * 1.5, value * 0.5


def tests_of(file: str) -> list[str]:
    """Return the tests of a module's room, the files that name the module first, and the gates last."""
    room, part = (*(piece.removesuffix(".py") for piece in file.split("/")), "")[:2]
    wanted: list[str] = []
    for place in (f"tests/unit/{room}/{part}", f"tests/unit/{room}/test_{part}.py", f"tests/unit/{room}"):
        found = [place] if place.endswith(".py") else [f"{place}/**/test_*.py"]
        if files := sorted(path.relative_to(ROOT).as_posix() for one in found for path in ROOT.glob(one)):
            stem = Path(file).stem if Path(file).stem != "__init__" else part
            wanted += sorted(files, key=lambda path: stem not in (ROOT / path).read_text(encoding="utf-8"))
            break
    wanted += [f"tests/golden/test_{part}.py", f"tests/property/test_{part}.py", f"tests/property/test_{room}.py"]
    wanted += ["tests/gates/test_small.py", *(f"tests/gates/test_{name}.py" for name in (part, room))]
    return [place for place in dict.fromkeys(wanted) if (ROOT / place).exists()]


class Trial:
    """A copy of the checkout, and what its steps are given without any shift."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.before = folder / "checkout", folder / "before"
        self.before.mkdir()
        skipped = (".venv", ".git", "processed", ".prefect", ".hypothesis", ".*_cache")
        shutil.copytree(ROOT, self.checkout, ignore=shutil.ignore_patterns(*skipped))
        import_libraries(self.checkout)
        self.sound: dict[str, bool] = {}
        fault = in_fork(self.checkout, Shift("", "", 0), partial(keep_inputs, self.before))
        if fault:
            raise SystemExit(f"without any shift, {fault} is not as recorded: put that right first")

    def of(self, threshold: Threshold) -> Verdict:
        """Return what became of a threshold: both directions on the pinned output, then both in the tests."""
        room, part = (*(piece.removesuffix(".py") for piece in threshold.file.split("/")), "")[:2]
        tests = tests_of(threshold.file)
        gates = [test for test in tests if test.startswith("tests/gates/")]
        works: list[Callable[[], str | None]] = [
            partial(changed_output, room, part, self.before),
            partial(first_failure, [test for test in tests if test not in gates]),
            partial(first_failure, gates),
        ]
        for work in works:
            for value in shifted(threshold.value):
                killer = in_fork(self.checkout, Shift(f"reinschrift/{threshold.file}", threshold.name, value), work)
                if killer and self.is_sound(killer, work):
                    return Verdict(threshold, shifted(threshold.value), killer)
        return Verdict(threshold, shifted(threshold.value), None)

    def is_sound(self, killer: str, work: Callable[[], str | None]) -> bool:
        """Tell whether what failed passes without a shift."""
        if killer.startswith(PINNED):
            return True
        if killer not in self.sound:
            # The function with all its cases: a case may be named by the shifted value.
            again = partial(first_failure, [killer.partition("[")[0]]) if "::" in killer else work
            fault = in_fork(self.checkout, Shift("", "", 0), again)
            if fault and "::" not in fault:
                raise SystemExit(f"without any shift, tests do not run: {fault}")
            self.sound[killer] = not fault
        return self.sound[killer]


def table(verdicts: list[Verdict], n_all: int) -> str:
    """Return the outcome as a page: how many survive, which, and what noticed the others."""
    survivors = [verdict for verdict in verdicts if verdict.killer is None]
    rows = [
        f"| `{v.threshold.file}` | `{v.threshold.name}` | {v.threshold.value:g} | "
        f"{', '.join(f'{value:g}' for value in v.tried)} | {(v.killer or '**survives**').split('::')[-1]} |"
        for v in sorted(verdicts, key=lambda v: (v.killer is not None, v.threshold))
    ]
    commit = subprocess.run(
        ["git", "log", "-1", "--format=%h of %as"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    summary = (
        "`make mutate` shifts every named threshold by half, up and down, and wants a failure. Of "
        f"{n_all} it has tried {len(verdicts)}; {len(survivors)} survive both: nobody would notice if they were "
        f"changed by mistake. The last run ended at commit {commit}. A step's name stands for its pinned output in "
        f"`{PINNED}`."
    )
    head = ["# Thresholds that a test holds", "", summary, ""]
    head += ["| module | threshold | value | tried | noticed by |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def known(chosen: list[Threshold]) -> dict[Threshold, Verdict]:
    """Return the outcomes of the runs before, of the thresholds as they are now."""
    found = {}
    for line in OUTCOMES.read_text(encoding="utf-8").splitlines() if OUTCOMES.exists() else ():
        threshold, tried, killer = json.loads(line)
        one = Threshold(*threshold)
        if one in chosen:
            found[one] = Verdict(one, tuple(tried), killer)
    return found


def main() -> None:
    """Try all thresholds whose module or name holds one of the arguments; write the table."""
    wanted = [word for word in sys.argv[1:] if word != "--resume"]
    every = list(thresholds())
    if "--resume" not in sys.argv[1:] and not wanted:
        OUTCOMES.unlink(missing_ok=True)
    done = known(every)
    chosen = [one for one in every if any(word in f"{one.file}:{one.name}" for word in wanted or [""])]
    if "--resume" in sys.argv[1:]:
        chosen = [one for one in chosen if one not in done or done[one].killer is None]
    random.Random(0).shuffle(chosen)  # what an interrupted run has tried stands for all
    with tempfile.TemporaryDirectory() as folder, OUTCOMES.open("a", encoding="utf-8") as outcomes:
        trial = Trial(Path(folder))
        for number, threshold in enumerate(chosen, 1):
            begun = time.monotonic()
            done[threshold] = verdict = trial.of(threshold)
            outcomes.write(f"{json.dumps(verdict)}\n")
            outcomes.flush()
            outcome = f"{verdict.killer or 'SURVIVES'} {time.monotonic() - begun:.0f} s"
            sys.stdout.write(f"{number}/{len(chosen)} {threshold.file}:{threshold.name} {outcome}\n")
            sys.stdout.flush()
    REPORT.write_text(table(list(done.values()), len(every)), encoding="utf-8")
    sys.stdout.write(f"{sum(one.killer is None for one in done.values())} of {len(done)} survive\n")


if __name__ == "__main__":
    main()
