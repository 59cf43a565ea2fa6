"""Symbolic links: none that leaves the source's folder is read without a word in the register, in no form."""

import contextlib
import io
import os
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from reinschrift.errors import SourceError
from reinschrift.sources import Source, list_files, read_parts, split_parts

OTHERS = "Nicht für andere bestimmt, und doch lang genug für einen Text."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a source's folder beside another one that is nobody's business."""
    (tmp_path / "other" / "deep").mkdir(parents=True)
    (tmp_path / "other" / "secret.txt").write_text(OTHERS)
    (tmp_path / "other" / "deep" / "more.txt").write_text(OTHERS)
    (tmp_path / "raw" / "sub").mkdir(parents=True)
    (tmp_path / "raw" / "sub" / "own.txt").write_text("Der eigene Text.")
    return tmp_path / "raw"


def read(folder: Path, *files: str, follow: bool = False) -> Any:
    source = Source(name="s", base=str(folder), files=files or ("",), license="x", follow_links=follow)
    listing = list_files(source)
    tables = read_parts([part for file in listing.files for part in split_parts(file, 1 << 20)], source)
    texts = {row["source_path"]: row["text"] for table in tables for row in table.to_pylist()}
    return texts, {os.path.relpath(path, folder): why for path, why in listing.bad}


@pytest.mark.parametrize("target", ["../other/secret.txt", "../other", "../other/deep", "/etc/passwd", "..", "/"])
@pytest.mark.parametrize("files", [(), ("**/*",), ("sub", "*")])
def test_a_link_out_of_the_folder_is_not_followed(folder: Path, target: str, files: tuple[str, ...]) -> None:
    """To a file, to a folder, to one above; it is reported with what to do."""
    (folder / "x.txt").symlink_to(target)
    texts, bad = read(folder, *files)
    assert texts == {"sub/own.txt": "Der eigene Text."}
    assert set(bad) == {"x.txt"}
    assert "follow_links" in bad["x.txt"]


def test_no_pattern_leads_through_a_link(folder: Path) -> None:
    """Whatever the pattern: files behind a link are not in the folder."""
    (folder / "away").symlink_to("../other")
    for pattern in ("*/*.txt", "**/*.txt", "a*/*", "*/deep/*"):
        with contextlib.suppress(SourceError):  # no file matches
            assert OTHERS not in read(folder, pattern, "sub")[0].values()


def test_a_chain_of_links_is_judged_by_its_end(folder: Path) -> None:
    (folder / "a.txt").symlink_to("b.txt")
    (folder / "b.txt").symlink_to("../other/secret.txt")
    (folder / "c.txt").symlink_to("sub/own.txt")
    texts, bad = read(folder)
    assert texts == {"c.txt": "Der eigene Text.", "sub/own.txt": "Der eigene Text."}
    assert set(bad) == {"a.txt", "b.txt"}


def test_links_within_the_folder(folder: Path) -> None:
    """To a file is a file; to a folder is said to be read already; in a circle and to nowhere are bad files."""
    (folder / "file.txt").symlink_to("sub/own.txt")
    (folder / "folder").symlink_to("sub")
    (folder / "sub" / "up").symlink_to("..")
    (folder / "circle").symlink_to("circle")
    (folder / "nowhere").symlink_to("sub/nothing.txt")
    texts, bad = read(folder)
    assert set(texts) == {"file.txt", "sub/own.txt"}
    assert set(bad) == {"folder", "sub/up", "circle", "nowhere"}
    assert "read already" in bad["folder"]


def test_the_register_may_follow_links(folder: Path) -> None:
    """Files and folders, each once, and never in a circle."""
    (folder / "x.txt").symlink_to("../other/secret.txt")
    (folder / "y").symlink_to("../other")
    (folder / "z").symlink_to("../other/deep")
    (folder / "top").symlink_to("..")
    (folder.parent / "other" / "back").symlink_to("../raw")
    (folder.parent / "other" / "self").symlink_to(".")
    texts, bad = read(folder, follow=True)
    assert {path for path, text in texts.items() if text == OTHERS} == {"x.txt", "y/secret.txt", "y/deep/more.txt"}
    assert set(bad) == {"z", "top", "y/back", "y/self"}


@pytest.mark.parametrize("files", ["x.txt", "away", "away/*", "away/secret.txt"])
def test_a_link_that_the_register_names_is_meant(folder: Path, files: str) -> None:
    """Large corpora lie elsewhere, with a link in raw/."""
    (folder / "x.txt").symlink_to("../other/secret.txt")
    (folder / "away").symlink_to("../other")
    assert OTHERS in read(folder, files)[0].values()


def test_links_in_archives_lead_nowhere(folder: Path) -> None:
    """Neither to this machine's files nor to the name of their target as a text."""
    with tarfile.open(folder / "a.tar", "w") as archive:
        for kind, name in ((tarfile.SYMTYPE, "soft.txt"), (tarfile.LNKTYPE, "hard.txt")):
            link = tarfile.TarInfo(name)
            link.type, link.linkname = kind, str(folder.parent / "other" / "secret.txt")
            archive.addfile(link)
        entry = tarfile.TarInfo("real.txt")
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"Echt."))
    with zipfile.ZipFile(folder / "b.zip", "w") as packed:
        soft = zipfile.ZipInfo("soft.txt")
        soft.create_system, soft.external_attr = 3, 0o120777 << 16
        packed.writestr(soft, str(folder.parent / "other" / "secret.txt"))
        packed.writestr("real.txt", "Echt.")
    texts, bad = read(folder)
    assert texts == {"a.tar": "Echt.", "b.zip": "Echt.", "sub/own.txt": "Der eigene Text."}
    assert not bad
