"""Site files in ZIP and TAR archives count as those in archives of the web do."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import reinschrift
from reinschrift.shard.plan import plan_rebuild
from reinschrift.sources.sites import packed_archives
from reinschrift.sources.sites.supplied import address_of_copy, site_file_of
from tests.steps import project_of, rebuild_here
from tests.unit.sources.readers.warc_files import packed
from tests.unit.sources.sites.test_archived import CLOSED, TDMREP, page, raw, read, robots

__all__ = ["raw"]


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: Mapping[str, bytes], *, gz: bool = False) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz" if gz else "w") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


PACKERS = [("x.zip", zipped), ("x.tar", tarred), ("x.tar.gz", lambda members: tarred(members, gz=True))]


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_archives_of_the_web_in_other_archives_speak_for_their_sites(
    raw: Path, tmp_path: Path, name: str, pack: Callable[[dict[str, bytes]], bytes]
) -> None:
    """For pages in the same member, in another one, and in other files of the source; for no other host."""
    inner = {
        "crawl/1.warc.gz": packed(page(1, "https://a.example/1"), page(2, "https://b.example/2")),
        "crawl/2.warc": robots(3, "a.example") + page(4, "https://www.a.example/4"),
    }
    (raw / name).write_bytes(pack(inner))
    (raw / "other.warc").write_bytes(page(5, "https://a.example/5"))
    found = read(raw, tmp_path / "work")
    closed = {url for url, (robots_txt, _) in found.items() if robots_txt == CLOSED.decode()}
    assert closed - {"https://a.example/robots.txt"} == {
        "https://a.example/1", "https://www.a.example/4", "https://a.example/5"
    }  # fmt: skip
    assert found["https://b.example/2"] == (None, None)


def test_a_copy_of_a_site_has_its_files_where_the_site_has_them(raw: Path, tmp_path: Path) -> None:
    """In the folder of the host, as the register has them, too; these files are no documents."""
    (raw / "x.zip").write_bytes(zipped({
        "copy/a.example/robots.txt": CLOSED,
        "copy/b.example/.well-known/tdmrep.json": TDMREP,
        "copy/c.example/.well-known/tdmrep.json": b"<!DOCTYPE html><html>not found</html>",
        "copy/a.example/sub/robots.txt": CLOSED,
    }))  # fmt: skip
    (raw / "p.warc").write_bytes(b"".join(page(n, f"https://{host}.example/1") for n, host in enumerate("abc")))
    found = read(raw, tmp_path / "work")
    assert found["https://a.example/1"] == (CLOSED.decode(), None)
    assert found["https://b.example/1"] == (None, TDMREP.decode())
    assert found["https://c.example/1"] == (None, None)
    project = project_of(raw, tmp_path / "out")
    rebuild_here(project)
    rows = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    assert {row["record"] for row in rows if row["reason"] == "site_file"} == {
        "copy/a.example/robots.txt", "copy/b.example/.well-known/tdmrep.json", "copy/c.example/.well-known/tdmrep.json"
    }  # fmt: skip


@pytest.mark.parametrize(("name", "pack"), PACKERS)
def test_a_page_in_a_copy_of_a_site_has_the_address_that_its_place_stands_for(
    raw: Path, tmp_path: Path, name: str, pack: Callable[[Mapping[str, bytes]], bytes]
) -> None:
    """As `wget -x` and httrack write it; only below a host whose files are known, and its own word counts more."""
    html = "<html lang=de><body><p>%s</p></body></html>" % ("Der Fluss trat bei Altenau über die Ufer und stieg. " * 4)
    canonical = html.replace("<body>", '<head><link rel=canonical href="https://c.example/x"></head><body>')
    (raw / name).write_bytes(pack({
        "copy/a.example/Über uns/seite.html?id=1": html.encode(),
        "copy/a.example/robots.txt": CLOSED,
        "copy/a.example/eins.html": canonical.encode(),
        "copy/www.a.example/index.html": html.encode(),
        "copy/b.example/index.html": html.encode(),
    }))  # fmt: skip
    found = read(raw, tmp_path / "work")
    said = {address: robots_txt for address, (robots_txt, _) in found.items()}
    assert said == {
        "https://a.example/%C3%9Cber%20uns/seite.html?id=1": CLOSED.decode(),
        "https://www.a.example/index.html": CLOSED.decode(),
        "https://c.example/x": None,
        None: None,
    }


def test_what_is_not_unpacked_says_nothing_and_hides_nothing(raw: Path, tmp_path: Path) -> None:
    """A member that is damaged, or larger than the settings allow; the others speak."""
    data = zipped({"1.warc": page(1, "https://a.example/1"), "2.warc": robots(2, "a.example")})
    (raw / "x.zip").write_bytes(data[:60] + b"\0\0\0" + data[63:])
    (raw / "p.warc").write_bytes(page(3, "https://a.example/3"))
    assert read(raw, tmp_path / "work")["https://a.example/3"][0] == CLOSED.decode()


def test_no_such_archive_is_unpacked_twice_and_none_concerns_other_hosts(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new answer has those shards done again that hold pages of its host."""
    (raw / "x.warc").write_bytes(page(1, "https://a.example/1"))
    (raw / "y.tar").write_bytes(tarred({"1.warc": page(2, "https://b.example/2"), "r.warc": robots(3, "b.example")}))
    project = project_of(raw, tmp_path / "out", "snapshot.shard_mb=0.001")
    sites = {shard.name: shard.sites for shard in plan_rebuild(project).shards}
    assert [name for name, said in sites.items() if said] == ["raw/y.tar@0"]
    monkeypatch.setattr(packed_archives, "unpack", None)
    assert {shard.name: shard.sites for shard in plan_rebuild(project).shards} == sites


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("a.example/robots.txt", ("robots_txt", "a.example")),
        ("x/y/a.example/tdmrep.json", ("tdmrep", "a.example")),
        ("a.example:8080/robots.txt", ("robots_txt", "a.example")),
        ("copy/a.example+8080/.well-known/ai.txt", ("ai_txt", "a.example")),
        ("1.2:30/robots.txt", None),
        ("robots.txt", None),
        ("texts/robots.txt", None),
        ("v1.2/robots.txt", None),
        ("a.example/x/robots.txt", None),
    ],
)
def test_the_folder_of_a_site_file_is_a_host(name: str, column: tuple[str, str] | None) -> None:
    """Nothing else says whose it is."""
    assert site_file_of(name) == column


@pytest.mark.parametrize("folder", ["a.example:8080", "a.example+8080"])
def test_the_folder_of_a_copy_may_name_the_port(folder: str) -> None:
    """Copying programs write the port behind a colon, under Windows behind a plus."""
    hosts = frozenset({"a.example"})
    assert address_of_copy(f"x/{folder}/b/c.html", hosts) == "https://a.example:8080/b/c.html"
    assert address_of_copy("x/a.example/b/c.html", hosts) == "https://a.example/b/c.html"
