"""The wheel: one import name, the flow and the contract inside, and a rebuild outside any project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest

import reinschrift

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout, with the build tools that are installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_ships_one_import_name(wheel: Path) -> None:
    """Nothing but `reinschrift` and its metadata, with the flow, the contract and the data files of the stages."""
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"reinschrift", f"reinschrift-{reinschrift.__version__}.dist-info"}
    assert {"reinschrift/carried/flows/rebuild.py", "reinschrift/carried/schemas/reinschrift.odcs.yaml"} <= set(names)
    assert "reinschrift/py.typed" in names
    data = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src" / "reinschrift").rglob("*.toml")}
    assert data
    assert data <= set(names)


@pytest.mark.slow
def test_the_wheel_rebuilds_outside_a_project(wheel: Path, tmp_path: Path) -> None:
    """Installed away from the checkout, `reinschrift rebuild PATH --output DIR` uses what the wheel carries."""
    place = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place)
    text = tmp_path / "raw folder" / "Grüße aus Köln.txt"
    text.parent.mkdir()
    text.write_text("Der Zug kam pünktlich an.\n\nAm Bahnhof wartete niemand, und es regnete.", encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(place),
        "HOME": str(tmp_path / "home"),
        "PYTHONNOUSERSITE": "1",
    }
    code = "import reinschrift; assert 'site' in reinschrift.__file__; from reinschrift.cli import main; main()"
    command = [sys.executable, "-c", code, "rebuild", "raw folder", "--output", "out", "--ephemeral", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["counts"]["kept"]["documents"] == 1
    assert reinschrift.open(tmp_path / "out").documents.to_arrow()["language"].to_pylist() == ["de"]


def test_no_flow_shadows_a_module() -> None:
    """Prefect puts the flow's folder first on the path, so no flow may be named like a module of Python or ours."""
    installed = {path.stem for path in Path(sysconfig.get_paths()["purelib"]).iterdir()}
    for flow in (ROOT / "flows").glob("*.py"):
        assert flow.stem == "__init__" or flow.stem not in sys.stdlib_module_names | installed


def test_versions_agree() -> None:
    """The package, its metadata and the changelog tell of the same version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == reinschrift.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {reinschrift.__version__}" in changelog or "## Unreleased" in changelog


def test_the_locks_name_versions_and_hashes_and_no_addresses() -> None:
    """Every locked package has a hash; no line holds an address."""
    for name in ("requirements.lock", "tests/requirements.lock", "tests/export.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "://" in line]
        blocks = "\n".join(lines).split("\n    --hash=")
        assert len(blocks) > 100
        for line in lines:
            if "==" in line and not line.startswith((" ", "#")):
                assert line.rstrip().endswith("\\"), f"{line} has no hash"
