"""Records that somebody asked to leave out: by address, folder, domain or id."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import reinschrift
from reinschrift.errors import SourceError
from reinschrift.project import load_project
from reinschrift.shard.describe import describe_plan
from reinschrift.shard.plan import plan_rebuild
from reinschrift.sources import list_files, read_parts, read_register, split_parts
from tests.steps import rebuild_here
from tests.unit.sources.readers.warc_files import packed, response

REGISTER = '[[source]]\nname = "s"\nfiles = "*.jsonl"\nlicense = "x"\nleave_out = "opt-outs.txt"\n'
TEXT = (
    "Der Fluss trat bei {0} im Frühjahr über die Ufer und überschwemmte die Wiesen bis zum Bahndamm. Niemand hatte die "
    "alte Mühle von {0} vermisst bis das Rad eines Morgens wieder lief und das ganze Dorf davon erwachte."
)


def read(folder: Path, entries: str, urls: list[str]) -> list[str | None]:
    lines = [json.dumps({"text": "Ein Text.", "title": "T", "url": url, "id": f"id-{n}"}) for n, url in enumerate(urls)]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "opt-outs.txt").write_text(entries, encoding="utf-8")
    (folder / "sources.toml").write_text(REGISTER, encoding="utf-8")
    (source,) = read_register(folder / "sources.toml")
    parts = [part for file in list_files(source).files for part in split_parts(file, 1 << 26)]
    rows = pa.concat_tables(list(read_parts(parts, source))).to_pylist()
    assert all((row["text"], row["title"]) == ("", None) for row in rows if row["problem"])
    assert all(row["text"] for row in rows if not row["problem"])
    return [row["problem"] for row in rows]


@pytest.mark.parametrize(
    ("entry", "left_out"),
    [
        ("example.org", [1, 1, 1, 0]),
        ("www.example.org", [1, 1, 1, 0]),
        ("blog.example.org", [0, 0, 1, 0]),
        ("https://example.org/a/1", [1, 0, 0, 0]),
        ("http://www.EXAMPLE.org/a/1#top", [1, 0, 0, 0]),
        ("example.org/a/", [1, 1, 0, 0]),
        ("id-3", [0, 0, 0, 1]),
        ("# example.org", [0, 0, 0, 0]),
        ("ample.org", [0, 0, 0, 0]),
        ("EXAMPLE.ORG.", [1, 1, 1, 0]),
        ("http://example.org:8080/a/1", [1, 0, 0, 0]),
        ("https://example.org/a/%31", [1, 0, 0, 0]),
        ("example.org/b/", [0, 0, 0, 0]),
        ("https://example.org/a", [0, 0, 0, 0]),
        ("http://[", [0, 0, 0, 0]),
        ("org.example", [0, 0, 0, 0]),
    ],
)
def test_an_entry_names_records(tmp_path: Path, entry: str, left_out: list[int]) -> None:
    """A domain with all below it, a page however its address is written, a folder, an id; nothing by accident."""
    urls = [
        "https://example.org/a/1",
        "https://www.example.org/a/2",
        "https://blog.example.org/",
        "https://myexample.org/x",
    ]
    found = read(tmp_path, f"\n{entry}\n\n", urls)
    assert [problem == "opted_out" for problem in found] == [bool(each) for each in left_out]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    """Rather than a source that leaves nothing out."""
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    with pytest.raises(SourceError, match="opt-outs"):
        read_register(tmp_path / "sources.toml")


@pytest.mark.parametrize("entry", ["müller.example", "xn--mller-kva.example", "MÜLLER.example"])
def test_a_domain_may_be_written_in_its_own_letters(tmp_path: Path, entry: str) -> None:
    """Or as the network knows it, in the list and in the address."""
    urls = [
        "https://www.müller.example/1",
        "https://xn--mller-kva.example/2",
        "https://mller.example/3",
        "http://xn--0/",
    ]
    assert [bool(problem) for problem in read(tmp_path, entry, urls)] == [True, True, False, False]


def test_whoever_opted_out_stays_out_of_every_later_version(tmp_path: Path) -> None:
    """The list changes the plan of its source alone; new records of the domain go, too, whatever form they come in."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "reinschrift.toml").write_text("[paths]\ndataset = 'd'\n", encoding="utf-8")
    register = REGISTER.replace('"*.jsonl"', '"in"')
    other = '[[source]]\nname = "t"\nfiles = "other.jsonl"\nlicense = "x"\n'
    (raw / "sources.toml").write_text(register + other, encoding="utf-8")
    (raw / "in").mkdir()
    (raw / "opt-outs.txt").write_text("", encoding="utf-8")
    lines = [
        json.dumps({"text": TEXT.format(n), "url": f"https://{n}.example/1"}) + "\n" for n in ("eins", "zwei", "drei")
    ]
    (raw / "in" / "a.jsonl").write_text("".join(lines[:2]), encoding="utf-8")
    (raw / "other.jsonl").write_text(lines[2], encoding="utf-8")

    def rebuilt() -> tuple[set[str], set[str]]:
        project = load_project(str(tmp_path))
        rebuild_here(project)
        snapshot = reinschrift.open(project.output)
        removed = snapshot.removed.to_arrow().to_pylist()
        gone = [row for row in removed if row["reason"] == "opted_out"]
        assert all(not row["text"] and not row.get("title") for row in gone)
        return set(snapshot.documents.to_arrow()["url"].to_pylist()), {row["url"] for row in gone}

    assert rebuilt() == ({"https://eins.example/1", "https://zwei.example/1", "https://drei.example/1"}, set())
    (raw / "opt-outs.txt").write_text("zwei.example\n", encoding="utf-8")
    todo = [
        shard["name"] for shard in describe_plan(plan_rebuild(load_project(str(tmp_path))))["shards"] if shard["why"]
    ]
    assert todo == ["s/all"]
    assert rebuilt() == ({"https://eins.example/1", "https://drei.example/1"}, {"https://zwei.example/1"})
    page = f"<html lang=de><title>Neu</title><p>{TEXT.format('neu') * 2}</p></html>".encode()
    (raw / "in" / "b.warc.gz").write_bytes(packed(response(page, 1, url="http://www.zwei.example/2")))
    (raw / "in" / "c.csv").write_text(f"url,text\nhttps://a.zwei.example/3,{TEXT.format('c')}\n", encoding="utf-8")
    pq.write_table(pa.table({"url": ["https://zwei.example/4"], "text": [TEXT.format("p")]}), raw / "in" / "d.parquet")
    link = b"<link rel=canonical href='https://zwei.example/5'><title>"
    (raw / "in" / "e.html").write_bytes(page.replace(b"<title>", link))
    kept, gone = rebuilt()
    assert kept == {"https://eins.example/1", "https://drei.example/1"}
    assert {url.rpartition("/")[2] for url in gone} == {"1", "2", "3", "4", "5"}
    manifests = "".join(file.read_text(encoding="utf-8") for file in tmp_path.rglob("manifest*.json"))
    assert manifests
    assert "zwei.example" not in manifests
