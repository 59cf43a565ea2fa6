"""Records that somebody asked to leave out: by address, folder, domain or id."""

import json

import pyarrow as pa
import pytest

from reinschrift.errors import SourceError
from reinschrift.sources import list_files, read_parts, read_register, split_parts

REGISTER = '[[source]]\nname = "s"\nfiles = "*.jsonl"\nlicense = "x"\nleave_out = "opt-outs.txt"\n'


def read(folder, entries: str, urls: list[str]) -> list[str | None]:
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
        ("org.example", [0, 0, 0, 0]),
    ],
)
def test_an_entry_names_records(tmp_path, entry, left_out):
    """A domain with all below it, a page however its address is written, a folder, an id; nothing by accident."""
    urls = [
        "https://example.org/a/1",
        "https://www.example.org/a/2",
        "https://blog.example.org/",
        "https://myexample.org/x",
    ]
    found = read(tmp_path, f"\n{entry}\n\n", urls)
    assert [problem == "opted_out" for problem in found] == [bool(each) for each in left_out]


def test_a_missing_file_is_an_error(tmp_path):
    """Rather than a source that leaves nothing out."""
    (tmp_path / "sources.toml").write_text(REGISTER, encoding="utf-8")
    with pytest.raises(SourceError, match="opt-outs"):
        read_register(tmp_path / "sources.toml")
