"""The days of what sites say, and their files beside robots.txt: ai.txt and licence files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import reinschrift
from reinschrift.project import Project
from reinschrift.shard.plan import plan_rebuild
from reinschrift.sources import list_files, read_parts, read_register, split_parts
from tests.steps import project_of, rebuild_here
from tests.unit.sources.readers.warc_files import response
from tests.unit.sources.sites.test_archived import OPEN, PLAIN, page, raw, robots

__all__ = ["raw"]
XML = "Content-Type: application/rsl+xml"


def on(day: str, record: bytes) -> bytes:
    return record.replace(b"2024-01-31", day.encode())


def licence(path: str, use: str) -> bytes:
    return (
        "<rsl xmlns='https://rslstandard.org/rsl'>"
        f"<content url='{path}'><license><prohibits type='usage'>{use}</prohibits></license></content></rsl>"
    ).encode()


def statements(project: Project) -> dict[str, dict[str, dict[str, Any]]]:
    snapshot = reinschrift.open(project.output)
    rows = [*snapshot.documents.to_arrow().to_pylist(), *snapshot.removed.to_arrow().to_pylist()]
    return {row["url"]: {one["scheme"]: one for one in row["rights_statements"] or ()} for row in rows}


def test_a_statement_has_the_day_since_which_the_site_says_so(raw: Path, tmp_path: Path) -> None:
    """Of alike answers the first; an answer between that was another one begins anew; crawls change no shard then."""
    (raw / "a.warc").write_bytes(
        page(1, "https://a.example/1")
        + on("2024-02-01", robots(2, "a.example"))
        + on("2024-03-01", robots(3, "a.example", OPEN))
        + on("2024-04-01", robots(4, "a.example"))
        + on("2024-05-01", robots(5, "a.example"))
    )
    project = project_of(raw, tmp_path / "out", "dedup.documents=false")
    rebuild_here(project)
    assert statements(project)["https://a.example/1"]["robots"]["date"] == date(2024, 4, 1)
    before = {shard.name: shard.sites and shard.sites.digest for shard in plan_rebuild(project).shards}
    (raw / "b.jsonl").write_text('{"text": "x", "url": "https://b.example/"}\n')
    (raw / "c.warc").write_bytes(on("2024-06-01", robots(6, "a.example")))
    digests = {shard.sites.digest for shard in plan_rebuild(project).shards if shard.sites}
    assert {*before.values()} <= digests


def test_licence_files_and_ai_txt_speak_for_their_host(raw: Path, tmp_path: Path) -> None:
    """Under any name that ends with .xml, several of them, for the parts of the site that they name."""
    (raw / "a.warc").write_bytes(
        b"".join(page(n, f"https://a.example/{name}/") for n, name in enumerate(("news", "blog", "rest")))
        + page(4, "https://b.example/rest/")
        + response(licence("/news/", "ai-train"), 5, XML, url="https://a.example/terms/news.xml")
        + response(licence("/blog/", "search"), 6, "Content-Type: text/xml", url="https://a.example/blog.xml")
        + response(b"<urlset/>", 7, XML, url="https://a.example/sitemap.xml")
        + response(b"User-Agent: *\nDisallow: /\n", 8, PLAIN, url="https://b.example/ai.txt")
    )
    project = project_of(raw, tmp_path / "out", "dedup.documents=false")
    rebuild_here(project)
    said = statements(project)
    assert said["https://a.example/news/"]["rsl"]["reserves"] == ["train-generative", "train-other"]
    assert said["https://a.example/news/"]["rsl"]["date"] == date(2024, 1, 31)
    assert said["https://a.example/blog/"]["rsl"]["reserves"] == ["search"]
    assert said["https://a.example/rest/"] == {}
    assert said["https://b.example/rest/"]["ai-txt"]["reserves"] == ["train-generative", "train-other"]


def test_the_register_supplies_them_too(raw: Path, tmp_path: Path) -> None:
    """As files of the host's folder; nobody knows their day."""
    (raw / "a.jsonl").write_text(
        '{"text": "Ein Satz, der lang genug ist, um zu bleiben.", "url": "https://a.example/x"}\n'
    )
    (tmp_path / "sites" / "a.example").mkdir(parents=True)
    (tmp_path / "sites" / "a.example" / "license.xml").write_bytes(licence("/", "all"))
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "s"\nfiles = "raw"\nlicense = "unknown"\nsite_files = "sites"\n'
    )
    (source,) = read_register(tmp_path / "sources.toml")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 30)]
    (row,) = [row for table in read_parts(parts, source) for row in table.to_pylist()]
    assert "prohibits" in row["rsl"]
    assert row["rsl_read"] is None
