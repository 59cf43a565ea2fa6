"""Listing the files of a source: which, in what order, and what is known of their content."""

import hashlib
import os
import time
from pathlib import Path
from typing import Any

import pytest

from reinschrift.errors import SourceError
from reinschrift.sources import RawFile, Source, list_files, listing, split_parts


def source(base: Path, *files: str, **more: Any) -> Source:
    return Source(name="s", base=str(base), files=files or ("",), license="unknown", **more)


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"text of {name}")


def paths(base: Path, *files: str) -> list[str]:
    return [file.path for file in list_files(source(base, *files)).files]


def test_files_come_in_the_order_of_their_paths_with_names_of_any_kind(tmp_path: Path) -> None:
    """Spaces, umlauts, brackets and colons are part of a name; folders are walked."""
    names = ["b/ä ö.txt", "a b.txt", "b/[x]?.txt", "b/c/d::e.txt", "Ünder.txt", "100%.txt", "#x.txt"]
    put(tmp_path, *names)
    assert paths(tmp_path) == sorted(names)
    assert {file.address for file in list_files(source(tmp_path)).files} == {str(tmp_path / name) for name in names}


def test_hidden_files_and_folders_are_skipped(tmp_path: Path) -> None:
    """Unless one is named itself, or the source lies inside a hidden folder."""
    put(tmp_path, "a.txt", ".b.txt", ".c/d.txt", "e/.f/g.txt")
    assert paths(tmp_path) == ["a.txt"]
    assert paths(tmp_path, "**/*.txt") == ["a.txt"]
    assert paths(tmp_path / ".c") == ["d.txt"]
    assert paths(tmp_path, ".b.txt") == [".b.txt"]


def test_patterns_and_folders_and_files_can_be_mixed(tmp_path: Path) -> None:
    """Each file comes once, with its path from the source's base."""
    put(tmp_path, "x/a.txt", "x/b.md", "y/a.txt", "z.txt")
    assert paths(tmp_path, "x/*.txt", "x", "z.txt") == ["x/a.txt", "x/b.md", "z.txt"]
    assert paths(tmp_path, "*/a.*") == ["x/a.txt", "y/a.txt"]


def test_a_name_with_brackets_that_is_there_is_no_pattern(tmp_path: Path) -> None:
    """What exists is meant as it stands."""
    put(tmp_path, "[a]/x.txt", "a/y.txt")
    assert paths(tmp_path, "[a]") == ["[a]/x.txt"]


def test_an_absolute_place_outside_the_base_has_paths_of_its_own(tmp_path: Path) -> None:
    """They start at the folder that the entry names, so they do not name this machine."""
    put(tmp_path, "far/away/a.txt", "raw/b.txt")
    assert paths(tmp_path / "raw", str(tmp_path / "far/away"), "") == ["a.txt", "b.txt"]
    assert paths(tmp_path / "raw", "../far/*/a.txt") == ["away/a.txt"]


def test_two_files_of_one_path_are_refused(tmp_path: Path) -> None:
    """Their records would have the same identities."""
    put(tmp_path, "a/x.txt", "b/x.txt")
    with pytest.raises(SourceError, match=r"Two files have the path x\.txt"):
        list_files(source(tmp_path / "c", str(tmp_path / "a"), str(tmp_path / "b")))


@pytest.mark.parametrize(
    ("entry", "said"), [("none", "no such"), ("empty", "no files here"), ("empty/*.txt", "matches")]
)
def test_an_entry_that_leads_to_nothing_is_refused(tmp_path: Path, entry: str, said: str) -> None:
    """A missing folder, an empty one, a pattern without a match: each is said in its own words."""
    (tmp_path / "empty").mkdir()
    put(tmp_path, "empty/.hidden")
    with pytest.raises(SourceError, match=said) as caught:
        list_files(source(tmp_path, entry))
    assert caught.value.context["source"] == "s"
    assert caught.value.hint


def test_what_cannot_be_opened_or_recognised_is_bad_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A broken link, a link to a folder, a pipe, a picture: reported, with reasons."""
    put(tmp_path, "good.txt")
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder.txt").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    found = list_files(source(tmp_path))
    assert [file.path for file in found.files] == ["good.txt"]
    assert [Path(address).name for address, _ in found.bad] == ["broken.txt", "folder.txt", "picture.txt", "pipe.txt"]
    assert all(reason for _, reason in found.bad)


def test_a_name_that_is_no_utf8_is_shown_with_escapes(tmp_path: Path) -> None:
    """It can be opened by its bytes, and written into a table."""
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    (file,) = list_files(source(tmp_path)).files
    assert file.path == r"caf\xe9.txt"
    assert Path(file.address).read_text() == "x"


def test_the_fingerprint_is_the_content(tmp_path: Path) -> None:
    """It follows the bytes, not the name, the time or the place."""
    put(tmp_path, "a.txt")
    (file,) = list_files(source(tmp_path)).files
    assert file.fingerprint == hashlib.sha256(b"text of a.txt").hexdigest()
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    assert list_files(source(tmp_path)).files[0].fingerprint == file.fingerprint


def test_an_unchanged_large_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache answers for it; a change of the file, the separator or the format asks the file again."""
    raw, cache = tmp_path / "raw", tmp_path / "work" / "files.json"
    raw.mkdir()
    (raw / "big.txt").write_bytes(b"line\n" * 400_000)
    old = time.time() - 3600
    os.utime(raw / "big.txt", (old, old))
    monkeypatch.setattr(listing, "SETTLED_SECONDS", -1)  # the change of owner's time stamps is now
    first = list_files(source(raw, separator="\n"), cache, 1 << 20)
    assert first.files[0].records_before == ((1 << 20) // 5 + 1,)

    def refuse(address: str) -> None:
        raise AssertionError(f"{address} was read again")

    with monkeypatch.context() as context:
        context.setattr(listing, "opened", refuse)
        context.setattr(listing, "head_of", refuse)
        assert list_files(source(raw, separator="\n"), cache, 1 << 20) == first
        assert "read again" in list_files(source(raw, separator="\n\n"), cache, 1 << 20).bad[0][1]
    (raw / "big.txt").write_bytes(b"LINE\n" * 400_000)
    assert list_files(source(raw, separator="\n"), cache, 1 << 20).files[0].fingerprint != first.files[0].fingerprint


def test_what_is_remembered_is_of_this_code_and_these_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are remembered, too; other code recognises them anew, and a file that is gone is forgotten."""
    raw, cache = tmp_path / "raw", tmp_path / "files.json"
    monkeypatch.setattr(listing, "SETTLED_SECONDS", -1)
    put(raw, "a.txt", "b.txt")
    first = list_files(source(raw), cache, made_by="one")
    asked: list[str] = []

    def recognise(path: Any, _head: Any) -> str:
        asked.append(path)
        return "text"

    monkeypatch.setattr(listing, "recognise", recognise)
    assert list_files(source(raw), cache, made_by="one") == first
    assert asked == []
    list_files(source(raw), cache, made_by="two")
    assert asked == ["a.txt", "b.txt"]
    (raw / "a.txt").unlink()
    list_files(source(raw), cache, made_by="two")
    assert "b.txt" in cache.read_text(encoding="utf-8")
    assert "a.txt" not in cache.read_text(encoding="utf-8")


def test_a_file_changed_a_moment_ago_is_not_remembered(tmp_path: Path) -> None:
    """Its time stamp would not show another change in the same moment."""
    (tmp_path / "big.txt").write_bytes(b"x" * (2 << 20))
    list_files(source(tmp_path, "big.txt"), tmp_path / "cache.json")
    assert not (tmp_path / "cache.json").exists()


@pytest.mark.parametrize("content", ["", "no json", "[]", '{"x": '])
def test_a_broken_cache_costs_time_and_nothing_else(tmp_path: Path, content: str) -> None:
    """It is as good as none."""
    put(tmp_path, "raw/a.txt")
    (tmp_path / "cache.json").write_text(content)
    assert list_files(source(tmp_path / "raw"), tmp_path / "cache.json").files[0].path == "a.txt"


def test_a_file_that_cannot_be_cut_is_one_part(tmp_path: Path) -> None:
    """A whole text, a packed file, a small file."""
    (tmp_path / "a.txt").write_bytes(b"line\n" * 1000)
    (file,) = list_files(source(tmp_path), block_bytes=100).files
    assert [(part.start, part.end) for part in split_parts(file, 200)] == [(None, None)]


def test_parts_lie_side_by_side_at_multiples_of_the_block() -> None:
    """Together they cover the file; each knows how many records stand before it; the last has no end."""
    file = RawFile("/x", "x", "jsonl", None, 1000, "f", 100, (10, 20, 30, 40, 50, 60, 70, 80, 90))
    parts = split_parts(file, 350)
    assert [(part.start, part.end, part.first_number) for part in parts] == [
        (0, 300, 0),
        (300, 600, 30),
        (600, 900, 60),
        (900, None, 90),
    ]
    assert sum(part.n_bytes for part in parts) == 1000
    assert {part.fingerprint for part in parts} == {"f"}


def test_no_part_is_made_where_no_record_begins() -> None:
    """A last record of 800 bytes belongs to the part that it begins in."""
    file = RawFile("/x", "x", "jsonl", None, 1000, "f", 100, (7,))
    assert [(part.start, part.end) for part in split_parts(file, 100)] == [(0, 100), (100, None)]


@pytest.mark.parametrize(("seconds", "is_settled"), [(0.5, False), (1.5, False), (2.5, True)])
def test_a_file_that_was_just_written_has_no_stamp_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, *, is_settled: bool
) -> None:
    """Within two seconds it may change again without its time stamp showing it."""
    (tmp_path / "a.txt").write_text("Da.", encoding="utf-8")
    written = (tmp_path / "a.txt").stat().st_ctime
    monkeypatch.setattr(time, "time", lambda: written + seconds)
    assert (listing._stamp(str(tmp_path / "a.txt"), {}, 3) is not None) == is_settled
