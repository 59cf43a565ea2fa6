"""Kind: what is read back from disk is believed. Every file of a dataset, damaged in every way, is noticed and healed.

The next rebuild publishes the same bytes as a clean one, or refuses with an error that says what a person must do.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from reinschrift.errors import ReinschriftError
from reinschrift.project import Project
from reinschrift.snapshot.commit import Published
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import Manifest, read_manifests, write_tag
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from reinschrift.storage.seals import sealed
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file
from tests.unit.sources.readers.warc_files import packed, response

SAME = ("snapshot.shard_mb=0.001",)
OTHER = (*SAME, "snapshot.test_share=0.4")
"""Other final tables from the same finished shards, so that all of these are read again."""
ROBOTS = b"User-agent: CCBot\nDisallow: /7\n"
LOCK = ".rebuild.lock"


class Prepared(NamedTuple):
    """Raw files, a dataset with two snapshots and an erasure, and what clean rebuilds make of a copy of it."""

    raw: Path
    output: Path
    clean: dict[tuple[str, ...], Manifest]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    folder = tmp_path_factory.mktemp("damage")
    raw = write_file(folder / "raw", "a", range(4))
    rebuild_here(project_of(raw, folder / "out", *SAME))
    write_file(raw, "b", [4, 5, 2], {2: text_of(2)})
    pages = [response(f"<p>{text_of(n)}</p>".encode(), n, url=f"https://x.example/{n}") for n in range(6, 8)]
    robots = response(
        b"User-agent: CCBot\nDisallow: /7\n", 9, "Content-Type: text/plain", url="https://x.example/robots.txt"
    )
    (raw / "w.warc.gz").write_bytes(packed(*pages, robots))
    with (raw / "large.txt").open("w", encoding="utf-8") as file:
        file.writelines(f"{text_of(n)}\n\n" for n in range(100, 140))
    storage = LocalStorage(folder / "out")
    rebuild_here(project_of(raw, folder / "out", *SAME))
    erase(storage, [url_of(1)])
    rebuild_here(project_of(raw, folder / "out", *SAME))
    write_tag(storage, "paper", "1.0.0")
    rebuild_here(project_of(raw, folder / "out", *SAME))
    clean: dict[tuple[str, ...], Manifest] = {}
    for overrides in (SAME, OTHER):
        copy_of(folder / "out", folder / "clean")
        clean[overrides] = rebuild_here(project_of(raw, folder / "clean", *overrides)).manifest
    return Prepared(raw, folder / "out", clean)


def copy_of(folder: Path, target: Path) -> Path:
    """Copy a dataset, times and links between files too."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(folder), str(target)], check=True)
    return target


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    with path.open("r+b") as file:  # the same file, so its other names show it, too
        file.write(data)


def flip_last(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-9 if len(data) > 9 else -1] ^= 4
    with path.open("r+b") as file:
        file.write(data)


def truncate(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def replace(path: Path) -> None:
    """Put a record of another kind in its place, whole and sealed; where no record is, a folder."""
    path.unlink()
    if path.suffix == ".json":
        path.write_bytes(sealed({"files": {"x": "y"}}))
    else:
        path.mkdir()


def lead_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "gone")


def empty(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(0)


DAMAGES = (flip, flip_last, truncate, empty, Path.unlink, replace, lead_nowhere)
READ_BY_NOBODY = ("validation.md",)


def files_of(output: Path) -> list[str]:
    names = [
        path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file() and path.stat().st_size
    ]
    return sorted(name for name in names if not name.endswith((LOCK, *READ_BY_NOBODY)))


def tables_of(manifest: Manifest) -> dict[str, list[str]]:
    return {table: [item.sha256 for item in items] for table, items in manifest.tables.items()}


@pytest.mark.slow
@pytest.mark.parametrize("overrides", [SAME, OTHER], ids=["same", "other"])
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damage_is_healed_or_said(
    prepared: Prepared, damage: Callable[[Path], None], overrides: tuple[str, ...], tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """One file of each kind, and each of the others by one of the damages under one of the settings."""
    number, names = 2 * DAMAGES.index(damage) + (overrides is OTHER), files_of(prepared.output)
    chosen = {*one_of_each_kind(names), *names[number :: 2 * len(DAMAGES)]}
    hold_to_it(prepared, sorted(chosen), damage, overrides, tmp_path, caplog)


def one_of_each_kind(names: list[str]) -> list[str]:
    """Return a file for each folder and name, numbers and hashes aside."""
    kinds = {}
    for name in names:
        *folders, last = re.sub(r"[0-9a-f]{12,}|[0-9]+", "", name).split("/")
        kinds[(*folders, "")[0], last] = name
    return list(kinds.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damage", "overrides"),
    [(flip, OTHER), (empty, SAME)],
    ids=["flip", "empty"],
)
def test_damage_is_healed_or_said_some_files(
    prepared: Prepared, damage: Callable[[Path], None], overrides: tuple[str, ...], tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """One file of each kind, by its folder and name; by default one kind in eight, in CI all of them above."""
    every = 1 if damage is empty else 8
    hold_to_it(prepared, one_of_each_kind(files_of(prepared.output))[::every], damage, overrides, tmp_path, caplog)


def outcome_of(project: Project) -> Published | ReinschriftError:
    try:
        return rebuild_here(project)
    except ReinschriftError as error:
        return error


def hold_to_it(
    prepared: Prepared, names: list[str], damage: Callable[[Path], None], overrides: tuple[str, ...], tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    clean = prepared.clean[overrides]
    for name in names:
        output = copy_of(prepared.output, tmp_path / "out")
        damage(output / name)
        caplog.clear()
        project = project_of(prepared.raw, output, *overrides)
        with caplog.at_level(logging.WARNING, "reinschrift"):
            published = outcome_of(project)
        if isinstance(published, ReinschriftError):
            assert published.hint, f"{name}: {published.message}"
            assert "defect of Reinschrift" not in published.hint, f"{name}: {published.message}"
            assert name.startswith(("erasures/", "snapshots/")), (
                f"{name} could have been made anew: {published.message}"
            )
            continue
        assert tables_of(published.manifest) == tables_of(clean), name
        storage = LocalStorage(output)
        assert verify(storage, published.manifest, contract=False) == [], name
        for manifest in read_manifests(storage):
            faults = verify(storage, manifest, contract=False)
            assert not faults or manifest.version in caplog.text, f"{name}: nothing is said of {faults[0]}"


def test_what_is_replaced_is_healed_or_said(
    prepared: Prepared, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Whole records of another kind, folders, and links to nothing, in the place of what is read at every rebuild."""
    names = one_of_each_kind(files_of(prepared.output))
    places = (r"derived|work/.*shard\.json|erasures/", r"snapshots/.*part-|objects/statistics")
    records, files = ([name for name in names if re.search(place, name)] for place in places)
    assert len(records) > 2
    assert len(files) > 2
    hold_to_it(prepared, [*records, files[0], files[-1]], replace, SAME, tmp_path, caplog)
    hold_to_it(prepared, files[:1], lead_nowhere, SAME, tmp_path, caplog)


@pytest.mark.slow
def test_a_flip_that_changes_no_time_is_found_where_the_file_is_read(prepared: Prepared, tmp_path: Path) -> None:
    """As a disk does it, behind everybody's back."""
    shard = max((prepared.output / "work").glob("*/shard.json")).parent.name
    for name in (name for name in files_of(prepared.output) if name.startswith(f"work/{shard}/")):
        output = copy_of(prepared.output, tmp_path / "out")
        before = (output / name).stat()
        flip(output / name)
        os.utime(output / name, ns=(before.st_atime_ns, before.st_mtime_ns))
        published = rebuild_here(project_of(prepared.raw, output, *OTHER))
        assert tables_of(published.manifest) == tables_of(prepared.clean[OTHER]), name
