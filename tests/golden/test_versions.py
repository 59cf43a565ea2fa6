"""No step gives other output than last time under the same version: whoever changes one says so."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.columns import set_columns
from reinschrift.sources import FORMATS
from reinschrift.stages import STAGES, Stage
from reinschrift.versions import VERSIONS
from tests.golden import steps, update_versions
from tests.golden.digests import Step
from tests.golden.steps import RECORDED, fault_of, read_recorded, steps_of, to_text

NAMES = [
    *VERSIONS, *(f"read.{one.name}" for one in FORMATS), *(f"stages.{stage.name}" for stage in STAGES),
]  # fmt: skip


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Step]:
    return dict(steps_of(tmp_path_factory.mktemp("steps")))


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_output_has_a_raised_version(name: str, now: dict[str, Step]) -> None:
    """Each step, on the sample and on inputs of our own."""
    recorded = read_recorded(RECORDED.read_text(encoding="utf-8"))
    assert name in recorded, f"{name} is new: run `python -m tests.golden.update_versions`"
    assert len(recorded[name]) == 1, "two branches met: run `python -m tests.golden.update_versions`"
    fault = fault_of(name, now[name], recorded[name][0])
    assert fault is None, fault


def test_every_step_is_recorded_and_no_other(now: dict[str, Step]) -> None:
    """A new stage, reader or global step is looked at by itself."""
    assert set(now) == set(NAMES)
    assert set(read_recorded(RECORDED.read_text(encoding="utf-8"))) == set(NAMES)


def test_the_steps_are_given_something(now: dict[str, Step]) -> None:
    """No step's output is that of nothing, and stages hand on what the one before gave."""
    assert len({step.gives for name, step in now.items() if name != "shard"}) == len(now) - 1


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (Step(1, "a", "b"), None),
        (Step(1, "a", "c"), "raise its version"),
        (Step(2, "a", "c"), "not the recorded one"),
        (Step(2, "a", "b"), "not the recorded one"),
        (Step(0, "a", "b"), "fell"),
        (Step(1, "x", "c"), "is given something else"),
        (Step(1, "x", "b"), "is given something else"),
    ],
)
def test_what_is_said(now: Step, words: str | None) -> None:
    """The same input, other output, same version: that is the fault; all else only wants to be recorded."""
    fault = fault_of("pages", now, Step(1, "a", "b"))
    assert fault is None if words is None else words in (fault or "")


def test_the_command_refuses_a_silent_change(
    now: dict[str, Step], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It records nothing then; with a higher version, or where two branches met, it does."""
    record = tmp_path / "versions.json"
    monkeypatch.setattr(update_versions, "RECORDED", record)
    monkeypatch.setattr(update_versions, "steps_of", lambda _folder: now.items())
    was = now | {"pages": now["pages"]._replace(gives="other")}
    record.write_text(to_text(was), encoding="utf-8")
    assert update_versions.main() == 1
    assert "pages" in capsys.readouterr().err
    assert record.read_text(encoding="utf-8") == to_text(was)
    old = now | {"pages": Step(now["pages"].version - 1, now["pages"].given, "other")}
    for before in (to_text(old), "<<<<<<< one\n" + to_text(was) + "=======\n" + to_text(now) + ">>>>>>> other\n"):
        record.write_text(before, encoding="utf-8")
        assert update_versions.main() == 0
        assert record.read_text(encoding="utf-8") == to_text(now)


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["markup", "quality"])
def test_another_output_is_seen(
    stage: str, now: dict[str, Step], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stage that gives one value more than it did is found out by name; those after it are given something else."""
    changed = next(one for one in STAGES if one.name == stage)
    plain = changed.load()

    class Louder(Stage):
        def load(self) -> Callable[..., Batch]:
            def run(batch: Batch, settings: Any) -> Batch:
                after = plain(batch, settings)
                texts = [f"{text}!" for text in after.documents["text"].to_pylist()]
                column = pa.array(texts, after.documents["text"].type)
                return after._replace(documents=set_columns(after.documents, text=column))

            return run

    monkeypatch.setattr(steps, "STAGES", tuple(Louder(*one) if one is changed else one for one in STAGES))
    then = dict(steps_of(tmp_path))
    fault = fault_of(f"stages.{stage}", then[f"stages.{stage}"], now[f"stages.{stage}"])
    assert "raise its version" in (fault or "")
    assert then["stages.encoding"] == now["stages.encoding"]
    assert then["stages.verdicts"].given != now["stages.verdicts"].given


def test_it_is_a_command() -> None:
    """It starts where it says it does."""
    code = "import tests.golden.update_versions as it; print(it.main.__doc__)"
    root = RECORDED.parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
