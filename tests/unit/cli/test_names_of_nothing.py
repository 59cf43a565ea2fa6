"""Kind: a name that names nothing. Every command ends with 2, says which name it was, and makes no folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError, InputError, ReinschriftError
from tests.steps import project_of, rebuild_here
from tests.texts import write_file

BAD_VERSIONS = [
    ["show", "--version", "9.9.9"], ["show", "--version", "no-tag"], ["show", "9.9.9"], ["report", "--version", "1"],
    ["diff", "1.0.0", "9.9.9"], ["verify", "9.9.9"], ["replay", "--version", "9.9.9"], ["rollback", "9.9.9"],
    ["export", "--format", "csv", "--version", "9.9.9", "--output", "new"], ["tag", "name", "9.9.9"],
    ["tag", "--delete", "no-tag"], ["sign", "--version", "9.9.9"], ["explain", "nobody"], ["erase", "nobody"],
    ["erase", "nowhere.example", "--as", "site"], ["explain-reason", "nobody"], ["inspect", "nowhere"],
    ["push", ""], ["push", "copy"], ["push", "s3://"],
]  # fmt: skip
BAD_DATASETS = [
    ["list"], ["show"], ["report"], ["verify"], ["verify", "--repair"], ["diff", "1.0.0", "1.0.0"], ["explain", "x"],
    ["sql", "select 1"], ["find", "x"], ["erase", "x"], ["gc"], ["tag", "name", "1.0.0"], ["rollback", "1.0.0"],
    ["push", "s3://bucket/x"], ["export", "--format", "csv", "--output", "new"], ["changes", "--since", "1.0.0"],
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project's folder with one snapshot."""
    root = tmp_path_factory.mktemp("project")
    (root / "reinschrift.toml").write_text('[paths]\ndataset = "d"\n')
    rebuild_here(project_of(write_file(root / "raw", "a", range(2)), root / "processed" / "d"))
    return root


@pytest.mark.parametrize("arguments", BAD_VERSIONS, ids=" ".join)
def test_what_names_nothing_ends_with_2(project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    """Versions, tags, keys, reasons, files, addresses."""
    monkeypatch.chdir(project)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2, done.output
    assert "→" in done.output


@pytest.mark.parametrize("name", ["nowhere", ""])
@pytest.mark.parametrize("arguments", BAD_DATASETS, ids=" ".join)
def test_a_dataset_that_is_not_there_is_none(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], name: str
) -> None:
    """No folder is made of its name; an empty one is not that of the project."""
    monkeypatch.chdir(project)
    before = sorted(project.iterdir())
    done = CliRunner().invoke(main, [*arguments, name])
    assert done.exit_code == 2, done.output
    assert ("is empty" if not name else "no such dataset") in done.output
    assert sorted(project.iterdir()) == before


@pytest.mark.parametrize("arguments", [["rebuild", ""], ["plan", ""], ["inspect", ""], ["plan", "raw", "--output", ""]])
def test_an_empty_path_is_not_the_working_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """A variable of the shell that holds nothing would have everything read."""
    monkeypatch.chdir(project)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert "is empty" in done.output


def test_outside_a_project_no_command_is_sent_to_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What to do holds for whatever was asked."""
    monkeypatch.chdir(tmp_path)
    for arguments in (["plan"], ["list"], ["serve", "--cron", "0 3 * * *"]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 2
        assert "--project" in done.output
        assert "reinschrift rebuild" not in done.output


@pytest.mark.parametrize("texts", [[None], ["a", 5], [float("nan")], "abc", b"abc", [["a"]]])
def test_what_is_no_text_is_named(texts: object) -> None:
    """Which of them, and what it is instead; one text is not many."""
    with pytest.raises(InputError) as caught:
        reinschrift.clean_all(texts)  # type: ignore[arg-type]  # what is tried
    assert caught.value.hint


def test_texts_and_addresses_are_as_many() -> None:
    """Nothing is put beside the wrong address."""
    with pytest.raises(InputError, match="1 text, and urls has 2 entries"):
        reinschrift.clean_all(["a"], urls=[None, None])


@pytest.mark.parametrize("place", [None, "", 5, "nowhere"])
def test_functions_refuse_what_is_no_place(place: object) -> None:
    """As the commands do."""
    with pytest.raises(ReinschriftError) as caught:
        reinschrift.open(place)  # type: ignore[arg-type]  # what is tried
    assert caught.value.hint
    for one in (reinschrift.inspect, reinschrift.rebuild):
        with pytest.raises(ConfigError):
            one(place)  # type: ignore[arg-type]  # what is tried
