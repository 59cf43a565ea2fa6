"""Sources elsewhere: S3, HTTP and memory through fsspec, each with a real server on this machine."""

from __future__ import annotations

import csv
import functools
import gzip
import hashlib
import http.server
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fsspec.exceptions import FSTimeoutError

from reinschrift.errors import SourceError, StorageError, UnreadableFileError
from reinschrift.settings.read import ReadSettings
from reinschrift.sources import Source, list_files, read_parts, sources_of_paths, split_parts
from reinschrift.sources.opening import translated
from reinschrift.sources.sites.archived import find_sites, sites_of, with_sites
from reinschrift.sources.sites.store import write_store
from tests.unit.sources.readers.warc_files import packed, response

LINES = b"".join(json.dumps({"id": n, "text": f"Satz {n} über Öfen"}).encode() + b"\n" for n in range(500))
TEXTS = [f"Satz {n} über Öfen" for n in range(500)]


def read(described: Source, shard_bytes: int = 1 << 30) -> pa.Table:
    files = list_files(described, block_bytes=1000).files
    parts = [part for file in files for part in split_parts(file, shard_bytes)]
    return pa.concat_tables(read_parts(parts, described))


def texts_of(described: Source, shard_bytes: int = 1 << 30) -> list[str]:
    found: list[str] = read(described, shard_bytes)["text"].to_pylist()
    return found


def source(*files: str) -> Source:
    return Source(name="s", base="/nowhere", files=files, license="unknown")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def test_memory_is_a_place_like_any_other() -> None:
    """Paths start at the folder that the address names."""
    place = fsspec.filesystem("memory")
    place.pipe_file("/corpus/b/lines.jsonl", LINES)
    place.pipe_file("/corpus/.hidden/x.txt", b"x")
    try:
        (file,) = list_files(source("memory://corpus")).files
        assert (file.path, len(file.fingerprint)) == ("b/lines.jsonl", 64)
        assert texts_of(source("memory://corpus/**/*.jsonl"), 2000) == TEXTS
        with pytest.raises(SourceError, match="no such"):
            list_files(source("memory://elsewhere"))
    finally:
        place.rm("/corpus", recursive=True)


@pytest.fixture(scope="module")
def s3_port() -> Iterator[int]:
    """A real S3 server, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if server.poll() is not None:
                pytest.fail("the S3 server did not start")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def bucket(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A bucket with a file of JSON lines, a Parquet file and a hidden one."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{s3_port}")
    place = fsspec.filesystem("s3", skip_instance_cache=True)
    name = f"bucket-{os.urandom(4).hex()}"
    place.mkdir(name)
    place.pipe_file(f"{name}/in/ä b/lines.jsonl", LINES)
    place.pipe_file(f"{name}/in/.part/x.jsonl", LINES)
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": TEXTS}), sink, row_group_size=50)
    place.pipe_file(f"{name}/in/rows.parquet", sink.getvalue().to_pybytes())
    return name


def test_s3_is_read_whole_and_in_parts(bucket: str) -> None:
    """JSON lines by byte ranges, Parquet by row groups; the fingerprint is that of the content, as anywhere."""
    listing = list_files(source(f"s3://{bucket}/in"), block_bytes=1000)
    assert [file.path for file in listing.files] == ["rows.parquet", "ä b/lines.jsonl"]
    assert listing.files[1].fingerprint == hashlib.sha256(LINES).hexdigest()
    assert texts_of(source(f"s3://{bucket}/in/*.parquet"), 1000) == TEXTS
    assert texts_of(source(f"s3://{bucket}/in/**/*.jsonl"), 5000) == TEXTS
    whole = read(source(f"s3://{bucket}/in"))
    assert whole["text"].to_pylist() == TEXTS * 2
    assert whole["source_sha256"].null_count == 0


def test_a_file_that_s3_has_tagged_is_not_fetched_again_to_plan(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache knows it by its tag, however small it is; with another tag it is fetched."""
    described = source(f"s3://{bucket}/in/ä b/lines.jsonl")
    first = list_files(described, tmp_path / "cache.json")

    def refuse(address: str) -> None:
        raise AssertionError(f"{address} was fetched again")

    monkeypatch.setattr("reinschrift.sources.listing.opened", refuse)
    monkeypatch.setattr("reinschrift.sources.listing.head_of", refuse)
    assert list_files(described, tmp_path / "cache.json") == first
    place = fsspec.filesystem("s3", skip_instance_cache=True)  # somebody else, so our listings do not know
    place.pipe_file(f"{bucket}/in/ä b/lines.jsonl", LINES[::-1])
    assert "fetched again" in list_files(described, tmp_path / "cache.json").bad[0][1]


def test_a_bucket_that_is_not_there_is_a_wrong_source(bucket: str) -> None:
    """As a missing folder is."""
    with pytest.raises(SourceError):
        list_files(source(f"s3://{bucket}-none/in"))


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files without ranges and without a word."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A plain web server with one folder."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=tmp_path))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_http_is_read_whole_and_in_parts(web: str, tmp_path: Path) -> None:
    """Also from a server that knows no ranges."""
    (tmp_path / "lines.jsonl").write_bytes(LINES)
    pq.write_table(pa.table({"text": TEXTS}), tmp_path / "rows.parquet", row_group_size=50)
    assert texts_of(source(f"{web}/lines.jsonl")) == TEXTS
    assert texts_of(source(f"{web}/lines.jsonl"), 5000) == TEXTS
    assert texts_of(source(f"{web}/rows.parquet"), 1000) == TEXTS
    (described,) = sources_of_paths([f"{web}/lines.jsonl"])
    assert texts_of(described) == TEXTS


def test_http_that_has_no_such_file_is_a_wrong_source(web: str) -> None:
    """As a missing file is."""
    with pytest.raises(SourceError, match="no such"):
        list_files(source(f"{web}/none.jsonl"))


def test_a_server_that_is_gone_is_worth_another_try(web: str, tmp_path: Path) -> None:
    """It is the place that failed, not the file."""
    (tmp_path / "lines.jsonl").write_bytes(LINES)
    described = source(f"{web}/lines.jsonl")
    (part,) = split_parts(list_files(described).files[0], 1 << 30)
    gone = part._replace(address=f"http://127.0.0.1:{free_port()}/lines.jsonl")
    with pytest.raises(StorageError) as caught:
        list(read_parts([gone], described))
    assert caught.value.retryable


PAGE = (
    "<html lang=de><title>Seite {0}</title><p>Der Fluss trat bei Altenau {0} über die Ufer, wie seit Jahren nicht.</p>"
)
ARCHIVE = [
    *(response(PAGE.format(n).encode(), n, url=f"https://{'ab'[n % 2]}.example/{n}") for n in range(40)),
    response(b"User-agent: CCBot\nDisallow: /", 40, "Content-Type: text/plain", url="https://a.example/robots.txt"),
]


def every_form() -> dict[str, bytes]:
    """Return a file of each form that is cut, and of some that are not."""
    rows, table = io.StringIO(), pa.BufferOutputStream()
    csv.writer(rows).writerows([("id", "text"), *enumerate(TEXTS)])
    pq.write_table(pa.table({"text": TEXTS}), table, row_group_size=50)
    return {
        "a.warc": b"".join(ARCHIVE),
        "a.warc.gz": packed(*ARCHIVE),
        "lines.jsonl": LINES,
        "lines.jsonl.gz": gzip.compress(LINES),
        "lines.jsonl.zst": pa.Codec("zstd").compress(LINES, asbytes=True),
        "rows.parquet": table.getvalue().to_pybytes(),
        "rows.csv": rows.getvalue().encode(),
        "page.html": PAGE.format(1).encode(),
        "text.txt": "Ein Text aus Öfen.".encode(),
    }


FORMS = every_form()


@pytest.fixture(params=["local", "memory", "s3", "http"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of a folder somewhere, with a file of each form."""
    (tmp_path / "forms").mkdir()
    if request.param == "memory":
        file_system, folder, address = fsspec.filesystem("memory"), f"/{tmp_path.name}", f"memory://{tmp_path.name}"
    elif request.param == "s3":
        bucket = request.getfixturevalue("bucket")
        file_system, folder = fsspec.filesystem("s3", skip_instance_cache=True), f"{bucket}/forms"
        address = f"s3://{bucket}/forms"
    else:
        file_system, folder, address = fsspec.filesystem("file"), str(tmp_path / "forms"), str(tmp_path / "forms")
    for name, data in FORMS.items():
        file_system.pipe_file(f"{folder}/{name}", data)
    yield f"{request.getfixturevalue('web')}/forms" if request.param == "http" else address
    if request.param == "memory":
        file_system.rm(folder, recursive=True)


def test_every_form_is_the_same_wherever_it_lies(place: str, tmp_path: Path) -> None:
    """Whole and cut into parts, from four kinds of places: rows as from a local file, and as many."""
    here = tmp_path / "here"
    here.mkdir()
    for name, data in FORMS.items():
        (here / name).write_bytes(data)
        wanted = read(source(str(here / name)))
        for shard_bytes in (1 << 30, 2000):
            found = read(source(f"{place}/{name}"), shard_bytes)
            assert found.select(["text", "url", "record", "record_number"]) == wanted.select(
                ["text", "url", "record", "record_number"]
            ), name


def test_sites_speak_from_archives_anywhere(place: str, tmp_path: Path) -> None:
    """The survey walks over a remote archive as over a local one, and the page of the closed site knows."""
    described = source(f"{place}/a.warc.gz")
    files = list_files(described, tmp_path / "files.json", 1000, tmp_path / "sites").files
    sites = find_sites(files, (), tmp_path / "sites", ReadSettings(), 1000)
    known: dict[str, str] = {}
    for part in split_parts(files[0], 2000):
        said = sites_of(sites, [part])
        assert sites is not None
        assert said is not None
        write_store(tmp_path / "sites" / said.store, sites.stated, sites.surveys)
        for table in read_parts([part], with_sites(described, tmp_path / "sites", said)):
            known |= dict(zip(table["url"].to_pylist(), table["robots_txt"].to_pylist(), strict=True))
    assert len(known) == 41
    assert {url for url, said in known.items() if said} == {url for url in known if "//a." in url}


class Torn(Handler):
    """Promises a whole file and hangs up in its middle."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send the first half."""
        data = source.read()
        outputfile.write(data[: len(data) // 2])
        self.close_connection = True


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "lines.jsonl", "lines.jsonl.gz", "rows.csv", "rows.parquet"])
def test_a_connection_that_breaks_costs_no_record(tmp_path: Path, name: str) -> None:
    """Half a file is no damaged file: the shard fails and is tried again, rather than half of it being rejected."""
    (tmp_path / name).write_bytes(FORMS[name])
    (part,) = split_parts(list_files(source(str(tmp_path / name))).files[0], 1 << 30)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Torn, directory=tmp_path))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        torn = part._replace(address=f"http://127.0.0.1:{server.server_port}/{name}")
        with pytest.raises(StorageError):
            list(read_parts([torn], source(torn.address)))
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    "error", [FSTimeoutError(), TimeoutError("late"), ConnectionResetError("gone"), OSError(5, "I/O")]
)
def test_what_the_way_to_a_place_does_is_worth_another_try(error: Exception) -> None:
    """Also where the error bears no number; a local file has no way to it."""
    with pytest.raises(StorageError), translated("http://127.0.0.1/x"):
        raise error
    with pytest.raises(UnreadableFileError), translated("/x"):
        raise error
