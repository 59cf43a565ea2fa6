"""What an archive holds of a site as a whole counts for all its pages, in whichever file and place they stand."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import reinschrift
from reinschrift.settings.read import ReadSettings
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.plan import plan_rebuild
from reinschrift.sources import Source, list_files, read_parts, split_parts
from reinschrift.sources.sites import archive_index as survey
from reinschrift.sources.sites.archived import find_sites, sites_of, with_sites
from reinschrift.sources.sites.store import write_store
from tests.steps import project_of, rebuild_here
from tests.unit.sources.readers.warc_files import packed, record, response

CLOSED = b"User-agent: CCBot\nDisallow: /\n"
OPEN = b"User-agent: *\nDisallow:\n"
TDMREP = b'[{"location": "/frei/", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'
PLAIN = "Content-Type: text/plain"
PACKINGS = [
    ("a.warc", b"".join),
    ("a.warc.gz", lambda records: packed(*records)),
    ("a.warc.zst", lambda records: pa.Codec("zstd").compress(b"".join(records), asbytes=True)),
]


def page(number: int, url: str) -> bytes:
    text = f"Der Fluss trat bei Altenau {number} im Frühjahr über die Ufer und überschwemmte die Wiesen am Bahndamm. "
    return response(f"<html lang=de><body><p>{text * 3}</p></body></html>".encode(), number, url=url)


def robots(number: int, host: str, body: bytes = CLOSED, *headers: str, **more: Any) -> bytes:
    return response(body, number, *(headers or (PLAIN,)), url=f"https://{host}/robots.txt", **more)


def read(
    folder: Path, surveys: Path, shard_bytes: int = 1 << 30, **more: Any
) -> dict[str, tuple[str | None, str | None]]:
    """Return for each address what the reader knows of its site, all shards read as workers would."""
    source = Source(name="s", base=str(folder), files=("",), license="x", **more)
    files = list_files(source, block_bytes=300, surveys=surveys).files
    sites = find_sites(files, source.site_files, surveys, ReadSettings(), 300)
    found = {}
    for file in files:
        for part in split_parts(file, shard_bytes):
            said = sites_of(sites, [part])
            if sites and said:
                write_store(surveys / said.store, sites.stated, sites.surveys)
            for table in read_parts([part], with_sites(source, surveys, said)):
                for row in table.select(["url", "robots_txt", "tdmrep"]).to_pylist():
                    found[row["url"]] = (row["robots_txt"], row["tdmrep"])
    return found


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a folder for files."""
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.mark.parametrize("shard_bytes", [300, 1 << 30])
@pytest.mark.parametrize(("name", "pack"), PACKINGS)
def test_a_site_file_counts_for_all_pages_of_its_host(
    raw: Path, tmp_path: Path, name: str, pack: Callable[[list[bytes]], bytes], shard_bytes: int
) -> None:
    """Before and after it, in this archive and in others, with www or without; for no other host."""
    pages = [page(n, f"https://{'www.' * (n % 2)}a.example/{n}") for n in range(1, 6)]
    records = [
        *pages[:3],
        robots(6, "a.example"),
        *pages[3:],
        page(7, "https://b.example/"),
        page(8, "http://xa.example/"),
    ]
    (raw / name).write_bytes(pack(records))
    (raw / "b.warc").write_bytes(page(9, "http://A.example:8080/9") + page(10, "https://b.example/10"))
    found = read(raw, tmp_path / "work", shard_bytes)
    closed = {url for url, (robots_txt, _) in found.items() if robots_txt == CLOSED.decode()}
    assert closed == {url for url in found if "/a.example" in url.lower() or "www.a.example" in url}
    assert len(closed) == 7  # the file of the site is a record of that host, too
    assert {found[f"https://b.example/{end}"] for end in ("", "10")} == {(None, None)}


def test_files_beside_an_archive_know_its_sites(raw: Path, tmp_path: Path) -> None:
    """Lines with an address of the same host, too: the scope is the source."""
    (raw / "a.warc").write_bytes(robots(1, "a.example"))
    (raw / "b.jsonl").write_text('{"text": "Ein Text.", "url": "https://a.example/1"}\n', encoding="utf-8")
    assert read(raw, tmp_path / "work")["https://a.example/1"][0] == CLOSED.decode()


@pytest.mark.parametrize(
    "answer",
    [
        robots(1, "a.example", status="404 Not Found"),
        robots(1, "a.example", status="301 Moved"),
        robots(1, "a.example", b"<!DOCTYPE html><html><p>Nicht gefunden</p></html>"),
        robots(1, "a.example", CLOSED, "Content-Type: image/png"),
        robots(1, "a.example", b"\x89PNG\0\0\0", PLAIN),
        robots(1, "a.example", kind="revisit"),
        robots(1, "a.example", kind="request"),
        response(CLOSED, 1, PLAIN, url="https://a.example/robots.txt?x=1"),
        response(CLOSED, 1, PLAIN, url="https://a.example/sub/robots.txt"),
        record(CLOSED, 1, kind="response", url="https://a.example/robots.txt"),  # no answer of a server
        response(b"{no json", 1, PLAIN, url="https://a.example/.well-known/tdmrep.json"),
        response(TDMREP, 1, PLAIN, url="https://a.example/tdmrep.json"),
    ],
)
def test_what_is_no_answer_says_nothing(raw: Path, tmp_path: Path, answer: bytes) -> None:
    """An error, a redirection, a page that says so with status 200, what is no text, another path."""
    (raw / "a.warc").write_bytes(answer + page(2, "https://a.example/2"))
    assert read(raw, tmp_path / "work")["https://a.example/2"] == (None, None)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(CLOSED), (PLAIN, "Content-Encoding: gzip")),
        (b"%x\r\n%s\r\n0\r\n\r\n" % (len(CLOSED), CLOSED), (PLAIN, "Transfer-Encoding: chunked")),
        (CLOSED, ("Content-Type: text/html",)),
        (CLOSED, ("Content-Type: application/octet-stream",)),
    ],
)
def test_answers_are_unpacked(raw: Path, tmp_path: Path, body: bytes, headers: tuple[str, ...]) -> None:
    """Packed, in chunks, and with the types that careless servers give."""
    (raw / "a.warc").write_bytes(robots(1, "a.example", body, *headers) + page(2, "https://a.example/2"))
    assert read(raw, tmp_path / "work")["https://a.example/2"][0] == CLOSED.decode()


def test_of_several_answers_the_latest_counts(raw: Path, tmp_path: Path) -> None:
    """Whatever their order and their files: the record's number is its minute."""
    (raw / "a.warc").write_bytes(robots(9, "a.example") + page(2, "https://a.example/2") + robots(3, "a.example", OPEN))
    (raw / "b.warc").write_bytes(robots(7, "a.example", OPEN) + robots(8, "a.example", status="500 Error"))
    assert read(raw, tmp_path / "work")["https://a.example/2"][0] == CLOSED.decode()


def test_what_the_register_supplies_of_a_host_counts_first(raw: Path, tmp_path: Path) -> None:
    """A person put it there; of another kind, and of other hosts, the archive's files count."""
    (raw / "a.warc").write_bytes(
        robots(1, "www.a.example")
        + response(TDMREP, 2, PLAIN, url="https://a.example/.well-known/tdmrep.json")
        + robots(3, "b.example")
        + page(4, "https://www.a.example/4")
        + page(5, "https://b.example/5")
    )
    found = read(raw, tmp_path / "work", site_files=(("robots_txt", "a.example", OPEN.decode(), ""),))
    assert found["https://www.a.example/4"] == (OPEN.decode(), TDMREP.decode())
    assert found["https://b.example/5"][0] == CLOSED.decode()


def test_a_record_without_an_address_finds_its_site_whatever_the_parts(raw: Path, tmp_path: Path) -> None:
    """Its page names the address, which only the reader sees."""
    text = "Der Fluss trat im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm. " * 3
    body = f'<html><head><link rel=canonical href="https://a.example/c"></head><p>{text}</p></html>'.encode()
    without = response(body, 2).replace(b"WARC-Target-URI: http://example.org/2\r\n", b"")
    (raw / "a.warc").write_bytes(robots(1, "a.example") + page(3, "https://b.example/") * 3 + without)
    for shard_bytes in (300, 1 << 30):
        assert read(raw, tmp_path / "work", shard_bytes)["https://a.example/c"][0] == CLOSED.decode()


def test_no_archive_is_walked_over_twice(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a walk told is known by the content of the archive, under whatever name it lies."""
    data = b"".join(page(n, f"https://a.example/{n}") for n in range(9)) + robots(10, "a.example")
    (raw / "a.warc").write_bytes(data)
    first = read(raw, tmp_path / "work", 500)
    (raw / "a.warc").rename(raw / "c.warc")
    monkeypatch.setattr(survey, "survey_warc", None)
    assert read(raw, tmp_path / "work", 500) == first


def test_a_rebuild_takes_reserved_pages_out_and_does_only_what_a_new_answer_changes(raw: Path, tmp_path: Path) -> None:
    """The rights stage sees the files; a site that closes itself later costs the shards with its pages alone."""
    for name, host in (("a", "a.example"), ("b", "b.example")):
        (raw / f"{name}.warc").write_bytes(b"".join(page(n, f"https://{host}/{n}") for n in range(3)))
    (raw / "r.warc").write_bytes(robots(1, "a.example", b"User-agent: CCBot\nDisallow: /1\n"))
    project = project_of(raw, tmp_path / "out", "snapshot.shard_mb=0.001", "dedup.documents=false")
    rebuild_here(project)
    removed = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    reserved = {row["url"]: row["rights_evidence"] for row in removed if row["reason"] == "rights_reserved"}
    assert reserved == {"https://a.example/1": "robots.txt: /1 is closed to CCBot"}
    (raw / "s.warc").write_bytes(
        response(TDMREP, 5, PLAIN, url="https://b.example/.well-known/tdmrep.json") + robots(6, "c.example")
    )
    shards = describe_plan(plan_rebuild(project))["shards"]
    todo = {shard["name"]: shard["why"] for shard in shards if shard["state"] == "to do"}
    assert todo["raw/b.warc@0"] == ["site files in its archives changed"]
    assert "raw/a.warc@0" not in todo
    rebuild_here(project)
    removed = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    assert {row["url"] for row in removed if row["reason"] == "rights_reserved"} == {
        "https://a.example/1", *(f"https://b.example/{n}" for n in range(3))
    }  # fmt: skip


def test_the_order_of_shards_changes_no_byte(raw: Path, tmp_path: Path) -> None:
    """What workers do first or last leaves the same objects, and so does a rebuild in two steps or in one."""
    (raw / "a.warc").write_bytes(b"".join(page(n, f"https://a.example/{n}") for n in range(9)))
    outputs = []
    for name, order in (("one", list), ("other", lambda shards: list(shards)[::-1])):
        (raw / "r.warc").unlink(missing_ok=True)
        project = project_of(raw, tmp_path / name, "snapshot.shard_mb=0.001")
        if name == "other":
            rebuild_here(project)
        (raw / "r.warc").write_bytes(
            robots(1, "a.example", b"User-agent: CCBot\nDisallow: /1\n") + page(20, "https://b.example/")
        )
        published = rebuild_here(project, order)
        tables = published.manifest.tables
        outputs.append({table: sorted(item.sha256 for item in tables[table]) for table in ("documents", "paragraphs")})
    assert outputs[0] == outputs[1]


def test_surveys_of_other_code_are_removed(tmp_path: Path) -> None:
    """A survey is known by the code that made it; so a reader that is mended walks over every archive again."""
    old = survey.folder_of_surveys(tmp_path, "one")
    old.mkdir(parents=True)
    (old / "survey-1.parquet").write_bytes(b"x")
    (tmp_path / survey.FOLDER / "survey-0.parquet").write_bytes(b"of a version before")
    assert survey.folder_of_surveys(tmp_path, "one") == old
    assert [path.name for path in (tmp_path / survey.FOLDER).rglob("*.parquet")] == ["survey-1.parquet"]
    assert survey.folder_of_surveys(tmp_path, "two") != old
    assert list((tmp_path / survey.FOLDER).rglob("*.parquet")) == []
