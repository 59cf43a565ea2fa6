"""What a run that the server started may name, and what it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.errors import ConfigError
from reinschrift.run.deployed import check_parameters


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, entered."""
    root = tmp_path / "project"
    (root / "raw").mkdir(parents=True)
    (root / "reinschrift.toml").write_text('[paths]\nprocessed = "../elsewhere"\n')
    monkeypatch.chdir(root)
    return root


def test_what_serve_itself_gives_is_let_through(project: Path) -> None:
    """The project, its dataset wherever the settings put it, settings of speed and of stages, files inside."""
    place = str(project / "../elsewhere/corpus")
    check_parameters(str(project), ["run.workers=1", "dedup.threshold=0.9"], ["raw"], place)
    check_parameters(None, None, None, None)
    check_parameters(None, [], [str(project / "raw")], str(project / "processed" / "other"))


@pytest.mark.parametrize(
    ("root", "overrides", "paths", "output"),
    [
        ("/", [], [], None),
        ("..", [], [], None),
        (None, ["run.executor=dask"], [], None),
        (None, [" Run.Address=tcp://evil.example:1"], [], None),
        (None, ["paths.processed=/srv/x"], [], None),
        (None, ['run={executor="dask"}'], [], None),
        (None, ['run = { address = "tcp://evil.example:1" }'], [], None),
        (None, ['paths={processed="/srv"}'], [], None),
        (None, ["lineage.url=http://evil.example:1"], [], None),
        (None, ['lineage={url="http://evil.example:1"}'], [], None),
        (None, ['notify={webhook="http://evil.example:1"}'], [], None),
        (None, ["run={deployed_anywhere=true}"], ["/etc/hostname"], None),
        (None, ["run.deployed_anywhere=true"], ["/etc/hostname"], None),
        (None, [], ["/etc/hostname"], None),
        (None, [], ["raw/../../x"], None),
        (None, [], ["s3://bucket/raw"], None),
        (None, [], [], "/srv/x"),
        (None, [], [], "s3://bucket/x"),
        (None, [], [], "file:///srv/x"),
    ],
)
def test_what_leads_out_of_the_project_is_refused(
    project: Path, root: str | None, overrides: list[str], paths: list[str], output: str | None
) -> None:
    """Kind: parameters of a run that come over the network."""
    (project.parent / "reinschrift.toml").write_text("[run]\ndeployed_anywhere = true\n")
    with pytest.raises(ConfigError, match=r"may not name|no project"):
        check_parameters(root, overrides, paths, output)


def test_a_link_in_the_project_does_not_lead_out(project: Path) -> None:
    """A symbolic link inside counts as what it points to."""
    (project / "link").symlink_to("/etc")
    with pytest.raises(ConfigError, match="files outside"):
        check_parameters(None, [], ["link/hostname"], None)


def test_the_settings_file_may_allow_it(project: Path) -> None:
    """Only the file opens more."""
    (project / "reinschrift.toml").write_text("[run]\ndeployed_anywhere = true\n")
    check_parameters(None, ["run.executor=dask"], ["/etc/hostname"], "/srv/x")
