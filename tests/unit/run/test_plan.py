"""What a rebuild would lose with a source that has no files any more is said before anything is done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reinschrift.errors import SourceError
from reinschrift.project import Project, load_project
from reinschrift.run.plan import plan_rebuild
from tests.steps import rebuild_here
from tests.texts import write_file

REGISTER = '[[source]]\nname = "letters"\nfiles = "letters"\nlicense = "unknown"\n'
EMPTIED: dict[str, Callable[[Path], object]] = {
    "gone": shutil.rmtree,
    "empty": lambda folder: (folder / "a.jsonl").unlink(),
    "hidden": lambda folder: (folder / "a.jsonl").rename(folder / ".a.jsonl"),
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project of one source with four documents."""
    (tmp_path / "raw" / "letters").mkdir(parents=True)
    (tmp_path / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n')
    (tmp_path / "raw" / "sources.toml").write_text(REGISTER)
    write_file(tmp_path / "raw" / "letters", "a", range(4))
    return load_project(str(tmp_path))


@pytest.mark.parametrize("how", EMPTIED)
def test_a_source_without_files_says_what_would_be_lost(project: Project, how: str) -> None:
    """And what to do: put the files back, or take its entry out and accept the loss."""
    rebuild_here(project)
    EMPTIED[how](project.raw / "letters")
    with pytest.raises(SourceError) as raised:
        plan_rebuild(project)
    assert "has 4 documents of this source" in raised.value.hint
    assert "--accept-changes" in raised.value.hint
    assert raised.value.context["source"] == "letters"


def test_a_source_that_never_had_files_loses_nothing(project: Project) -> None:
    shutil.rmtree(project.raw / "letters")
    with pytest.raises(SourceError) as raised:
        plan_rebuild(project)
    assert "--accept-changes" not in raised.value.hint
