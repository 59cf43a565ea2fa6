"""Shift each named threshold by half and see whether a test fails: `python -m tests.mutate [PART OF A NAME ...]`.

A threshold is a constant in capitals with a number for its value, in a room that makes data. It is raised by half, then
lowered by half, in a copy of the sources; the tests of its room run on that copy, with the pinned output of every step.
A threshold survives if they pass both times: then nobody would notice if it were changed by mistake. The table goes to
docs/mutation.md. Codes (written in hexadecimal), places in tables, sizes of memory and versions are no thresholds.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
MOST_MINUTES = 5
REPORT = ROOT / "docs" / "mutation.md"


class Threshold(NamedTuple):
    """A constant, by its file, its name, the line of its value and the value."""

    file: Path
    name: str
    line: int
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
        if len(names) != len(values):
            continue
        for name, value in zip(names, values, strict=True):
            number = _number_of(value)
            is_code = "0x" in (ast.get_source_segment(source, value) or "").lower()
            if isinstance(name, ast.Name) and name.id.isupper() and number and not is_code:
                if NO_THRESHOLD.search(name.id):
                    continue
                yield Threshold(file, name.id, value.lineno, number)


def _number_of(value: ast.expr) -> float:
    """Return the number that an expression is; 0 if it is none."""
    number = value.value if isinstance(value, ast.Constant) else 0
    return number if isinstance(number, int | float) and not isinstance(number, bool) else 0


def shifted(value: float) -> tuple[float, ...]:
    """Return the value raised and lowered by half; whole numbers stay whole, and move by one at least."""
    if isinstance(value, int):
        return max(value + 1, round(value * 1.5)), min(value - 1, round(value * 0.5))
    return value * 1.5, value * 0.5


def tests_of(file: Path) -> list[str]:
    """Return the tests that a module's thresholds should fail: those of its room, and the pinned outputs."""
    room, *rest = file.relative_to(PACKAGE).parts
    wanted = ["tests/golden/test_versions.py"]
    part = rest[0].removesuffix(".py") if rest else ""
    for place in (f"tests/unit/{room}/{part}", f"tests/unit/{room}/test_{part}.py", f"tests/unit/{room}"):
        if (ROOT / place).exists() and list((ROOT / place).glob("test_*.py") or [ROOT / place]):
            wanted.append(place)
            break
    wanted += [f"tests/golden/test_{part}.py", f"tests/property/test_{part}.py", f"tests/property/test_{room}.py"]
    wanted += [f"tests/gates/test_{name}.py" for name in (part, room)]
    return [place for place in dict.fromkeys(wanted) if (ROOT / place).exists()]


def try_one(copy: Path, threshold: Threshold) -> Verdict:
    """Return what the tests say of a threshold, in a copy of the checkout."""
    file = copy / threshold.file.relative_to(ROOT)
    original = file.read_text(encoding="utf-8")
    tried = shifted(threshold.value)
    killer = None
    for value in tried:
        lines = original.split("\n")
        at = threshold.line - 1
        lines[at] = re.sub(
            rf"(?<![\w.]){re.escape(_written(lines[at], threshold))}(?![\w.])", repr(value), lines[at], count=1
        )
        file.write_text("\n".join(lines), encoding="utf-8")
        try:
            killer = killer or _first_failure(copy, tests_of(threshold.file))
        finally:
            file.write_text(original, encoding="utf-8")
        if killer:
            break
    return Verdict(threshold, tried, killer)


def _written(line: str, threshold: Threshold) -> str:
    """Return the value as the line writes it, with its low lines or its base."""
    found = re.findall(r"0x[0-9A-Fa-f]+|\d[\d_]*(?:\.\d+)?(?:e-?\d+)?", line.partition("=")[2] or line)
    return next((text for text in found if ast.literal_eval(text) == threshold.value), repr(threshold.value))


def _first_failure(copy: Path, tests: list[str]) -> str | None:
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "slow or not slow", *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=60 * MOST_MINUTES, check=False
        )
    except subprocess.TimeoutExpired:
        return "ran too long"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    return None if done.returncode == 0 else failed[1] if failed else f"exit status {done.returncode}"


def table(verdicts: list[Verdict]) -> str:
    """Return the outcome as a page: how many survive, which, and what noticed the others."""
    survivors = [verdict for verdict in verdicts if verdict.killer is None]
    rows = [
        f"| `{v.threshold.file.relative_to(PACKAGE).as_posix()}` | `{v.threshold.name}` | {v.threshold.value:g} | "
        f"{', '.join(f'{value:g}' for value in v.tried)} | {(v.killer or '**survives**').split('::')[-1]} |"
        for v in sorted(verdicts, key=lambda v: (v.killer is not None, str(v.threshold.file), v.threshold.name))
    ]
    summary = (
        "`make mutate` shifts every named threshold by half, up and down, and wants a failure. Of "
        f"{len(verdicts)}, {len(survivors)} survive both: nobody would notice if they were changed by mistake."
    )
    head = ["# Thresholds that a test holds", "", summary, ""]
    head += ["| module | threshold | value | tried | noticed by |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def main() -> None:
    """Try all thresholds whose module or name holds one of the arguments, and write the table."""
    wanted = sys.argv[1:]
    chosen = [one for one in thresholds() if not wanted or any(word in f"{one.file}:{one.name}" for word in wanted)]
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        ignored = shutil.ignore_patterns(
            ".venv", ".git", "__pycache__", "processed", ".prefect", ".hypothesis", ".*_cache"
        )
        shutil.copytree(ROOT, copy, ignore=ignored)
        for number, threshold in enumerate(chosen, 1):
            begun = time.monotonic()
            verdicts.append(try_one(copy, threshold))
            outcome = verdicts[-1].killer or "SURVIVES"
            place = f"{threshold.file.relative_to(PACKAGE)}:{threshold.name}"
            sys.stdout.write(f"{number}/{len(chosen)} {place} {outcome} {time.monotonic() - begun:.0f} s\n")
            sys.stdout.flush()
    if not wanted:
        REPORT.write_text(table(verdicts), encoding="utf-8")
    sys.stdout.write(f"{sum(v.killer is None for v in verdicts)} of {len(verdicts)} survive\n")


if __name__ == "__main__":
    main()
