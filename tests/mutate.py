"""Shift each named threshold by half and want a failure: `python -m tests.mutate [OPTION] [PART OF A NAME ...]`.

A threshold (see `thresholds`) is raised by half, then lowered by half. First all are tried before the pinned output of
the steps and the unit tests that name the module; then what nobody has noticed is tried before the other tests of the
room, laws and gates. A threshold survives if no test fails either time: then nobody would notice if it were changed by
mistake. A test that fails without any shift notices nothing, and neither does a run that never ends. Outcomes are
written as they come; `--resume` goes on, and tries again what survived. `--survivors` does the same from the last table
where no outcomes are at hand: what a test noticed there counts as noticed as long as the value is the same. The table
goes to docs/mutation.md.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

from tests.mutated import (
    PINNED,
    Shift,
    changed_output,
    first_failure,
    import_libraries,
    import_package,
    in_fork,
    keep_inputs,
)
from tests.mutation_table import Verdict, from_table, shifted, stated_unnoticed, table
from tests.thresholds import ROOT, Threshold, find_thresholds, is_read_late, to_check

REPORT = ROOT / "docs" / "mutation.md"
OUTCOMES = ROOT / ".mutation.jsonl"
IN_OTHER_PROCESSES = ("tests/unit/text/test_kernel.py", "tests/unit/sources/test_corpus.py")
"""Tests whose work is done by processes of their own, where nothing is shifted."""

MOST_NEAR = 6
"""Files of tests that are near a module at most."""


def near_tests(file: str) -> list[str]:
    """Return the unit tests of a room that name a module, and the golden cases of its part of the room.

    If none names it, those of other rooms that do; else those that name a module that uses it, unless these are many.
    """
    room, part = _room_and_part(file)
    unit, module = _files(f"tests/unit/{room}/**/test_*.py"), _module_of(file)
    named = [path for path in unit if path == f"tests/unit/{module.rpartition('/')[0]}/test_{Path(module).name}.py"]
    named += [path for path in unit if _imports(ROOT / path, module)]
    if not named:
        elsewhere = [path for path in _files("tests/unit/**/test_*.py") if _imports(ROOT / path, module)]
        named = elsewhere if len(elsewhere) <= MOST_NEAR else []
    if not named:
        using = [_module_of(path) for path in _files("src/reinschrift/**/*.py") if _imports(ROOT / path, module)]
        found = [path for path in unit if any(_imports(ROOT / path, user) for user in using)]
        named = found if len(found) <= MOST_NEAR else []
    cases = [f"tests/golden/test_{name}.py" for name in (part, room)]
    return list(dict.fromkeys([*named, *filter(_is_there, cases)]))


def _module_of(file: str) -> str:
    return file.removeprefix("src/reinschrift/").removesuffix(".py").removesuffix("/__init__")


def far_tests(file: str) -> list[str]:
    """Return the other tests that may notice: those of the room, laws and gates."""
    room, part = _room_and_part(file)
    wanted = _files(f"tests/unit/{room}/{part}/**/test_*.py") + _files(f"tests/unit/{room}/test_*.py")
    wanted += _files(f"tests/unit/{room}/**/test_*.py") if room not in {"sources", "stages"} else []
    names = (part, "repair" if room == "text" else room)
    wanted += [f"tests/{kind}/test_{name}.py" for kind in ("property", "gates") for name in names]
    if room in {"pages", "stages", "personal"}:
        wanted += ["tests/golden/test_kinds.py", "tests/gates/test_small.py"]
    near = near_tests(file)
    return [one for one in dict.fromkeys(wanted) if one not in near and _is_there(one)]


def _is_there(path: str) -> bool:
    return (ROOT / path).exists()


@cache
def _imports(file: Path, module: str) -> bool:
    """Tell whether a file imports a module, given as a path below the package, or something of it."""
    names = ["reinschrift", *module.split("/")]
    whole, within = re.escape(".".join(names)), re.escape(".".join(names[:-1]))
    wanted = rf"(from|import) {whole}\b(?!\.)|from {within} import (\([^)]*|[^\n]*)\b{re.escape(names[-1])}\b"
    return re.search(wanted, file.read_text(encoding="utf-8")) is not None


def _files(pattern: str) -> list[str]:
    found = (path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob(pattern)))
    return [path for path in found if path not in IN_OTHER_PROCESSES]


def _room_and_part(file: str) -> tuple[str, str]:
    pieces = [piece.removesuffix(".py") for piece in file.split("/")]
    return pieces[0], pieces[1]


def _first_of(works: Sequence[Callable[[], str | None]]) -> str | None:
    return next(filter(None, (work() for work in works)), None)


class Trial:
    """A copy of the checkout, and what its steps are given without any shift."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.before = folder / "checkout", folder / "before"
        self.before.mkdir()
        skipped = (".venv", ".git", "processed", ".prefect", ".hypothesis", ".*_cache")
        shutil.copytree(ROOT, self.checkout, ignore=shutil.ignore_patterns(*skipped))
        import_libraries(self.checkout)
        import_package(self.checkout)
        self.sound: dict[str, bool] = {}
        fault = in_fork(self.checkout, Shift("", "", 0), partial(keep_inputs, self.before))
        if fault:
            raise SystemExit(f"without any shift, {fault} is not as recorded: put that right first")

    def of(self, threshold: Threshold, *, is_near: bool, survived: bool) -> Verdict:
        """Return what became of a threshold: before the pinned output and the nearest tests, or before the others.

        If it `survived` a run before, only tests can be new: a step's output is pinned on the same inputs.
        """
        room, part = _room_and_part(threshold.file)
        wanted = (near_tests if is_near else far_tests)(threshold.file)
        tests = [test for test in wanted if (self.checkout / test).exists()]  # some may be new since the copy was made
        # The pinned output of one room alone is quicker than any test, that of all slower than the nearest.
        is_quick = room in {"pages", "personal", "stages"} or not near_tests(threshold.file)
        works = (
            [partial(changed_output, room, part, self.before)]
            if is_near == is_quick and not (is_near and survived)
            else []
        )
        works.append(partial(first_failure, tests))
        for value in shifted(threshold.value):
            is_late = is_read_late(threshold.file, threshold.name)
            shift = Shift(f"reinschrift/{threshold.file}", threshold.name, value, is_late)
            killer = in_fork(self.checkout, shift, partial(_first_of, works))
            if killer and self.is_sound(killer, works[-1]):
                return Verdict(threshold, shifted(threshold.value), killer)
        return Verdict(threshold, shifted(threshold.value), None)

    def is_sound(self, killer: str, work: Callable[[], str | None]) -> bool:
        """Tell whether what failed passes without a shift."""
        if killer.startswith(PINNED):
            return True
        test = killer.partition("[")[0]  # with all its cases: a case may be named by the shifted value
        if test not in self.sound:
            again = partial(first_failure, [test]) if "::" in killer else work
            fault = in_fork(self.checkout, Shift("", "", 0), again)
            if fault and "::" not in fault:
                raise SystemExit(f"without any shift, tests do not run: {fault}")
            self.sound[test] = not fault
        return self.sound[test]


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
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")]
    options = set(sys.argv[1:]) - set(wanted)
    if options - {"--resume", "--survivors"}:
        raise SystemExit(__doc__)
    every, others = find_thresholds()
    resumes = options
    if not resumes and not wanted:
        OUTCOMES.unlink(missing_ok=True)
    before = REPORT.read_text(encoding="utf-8") if "--survivors" in resumes or wanted else ""
    if "--survivors" in resumes:
        stated = from_table(before, every)
        OUTCOMES.write_text("".join(f"{json.dumps(one)}\n" for one in stated), encoding="utf-8")
    in_table = {one.threshold: one for one in from_table(before, every)} if wanted else {}
    done = in_table | known([*every, *others])
    chosen = [one for one in every if any(word in f"{one.file}:{one.name}" for word in wanted or [""])]
    if not chosen:
        raise SystemExit(f"No threshold's module or name holds {' or '.join(wanted)}.")
    random.Random(0).shuffle(chosen)  # what an interrupted run has tried stands for all
    unheld = [] if wanted or "--survivors" in resumes else to_check(others)
    if resumes:
        new = [one for one in [*chosen, *unheld] if one not in done]
        chosen = new + [one for one in chosen if one in done and done[one].killer is None]
    else:
        chosen += unheld
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        survived = {one for one in done if done[one].killer is None}
        for is_near in (True, False):
            _try(trial, [one for one in chosen if is_near or not done[one].killer], done, survived, is_near=is_near)
            tried = [done[one] for one in every if one in done]
            unnoticed = {one for one in to_check(others) if one in done and done[one].killer is None}
            unnoticed |= stated_unnoticed(before, others)
            REPORT.write_text(table(tried, len(every), others, unnoticed), encoding="utf-8")
    sys.stdout.write(f"{sum(one.killer is None for one in tried)} of {len(tried)} survive\n")
    if wrong := [f"{one.file}:{one.name}" for one in to_check(others) if one in done and done[one].killer]:
        raise SystemExit(f"tests notice {', '.join(wrong)}: take them out of tests/no_thresholds.toml")


def _try(
    trial: Trial,
    chosen: list[Threshold],
    done: dict[Threshold, Verdict],
    survived: set[Threshold],
    *,
    is_near: bool,
) -> None:
    """Try thresholds; write and add what became of each."""
    with OUTCOMES.open("a", encoding="utf-8") as outcomes:
        for number, threshold in enumerate(chosen, 1):
            begun = time.monotonic()
            done[threshold] = verdict = trial.of(threshold, is_near=is_near, survived=threshold in survived)
            outcomes.write(f"{json.dumps(verdict)}\n")
            outcomes.flush()
            outcome = f"{verdict.killer or 'SURVIVES'} {time.monotonic() - begun:.0f} s"
            sys.stdout.write(f"{number}/{len(chosen)} {threshold.file}:{threshold.name} {outcome}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
