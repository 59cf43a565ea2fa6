"""The sample in raw/: it must read as raw/sample/README.md says, since it is the first thing a new user sees."""

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.sources import list_files, read_parts, read_register, split_parts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    """All records of the registered sources."""
    tables: list[pa.Table] = []
    for source in read_register(ROOT / "raw" / "sources.toml"):
        listing = list_files(source)
        assert listing.bad == ()
        tables.extend(read_parts([part for file in listing.files for part in split_parts(file, 1 << 26)], source))
    found: list[dict[str, Any]] = pa.concat_tables(tables).to_pylist()
    return found


def test_every_problem_is_there_once_or_more(sample: list[dict[str, Any]]) -> None:
    """Broken line, cut-off file, empty file, records without text; everything else is read."""
    assert Counter(row["problem"] for row in sample if row["problem"]) == {
        "unreadable": 4,
        "unreadable_file": 1,
        "no_text": 4,
        "no_page": 1,
        "site_file": 1,
        "opted_out": 1,
    }
    assert sum(row["problem"] is None for row in sample) >= 40


def test_encodings_are_read_as_what_they_are(sample: list[dict[str, Any]]) -> None:
    """Windows-1252 and ISO-8859-2 come out as German and Polish."""
    read = {row["source_path"].rpartition("/")[2]: row["text"] for row in sample}
    assert "Bäume" in read["strassenbahn-cp1252.txt"]
    assert "pożycza narzędzia" in read["biblioteka-iso-8859-2.txt"]


def test_every_feature_of_the_register_is_shown(sample: list[dict[str, Any]]) -> None:
    """A separator, a mapping of names, nested columns, a licence and a period for all."""
    by_source = Counter(row["source"] for row in sample)
    names = ("text", "notes", "web", "feed", "archive", "pages")
    assert set(by_source) == {f"sample-{name}" for name in names}
    assert by_source["sample-notes"] == 6
    feed = [row for row in sample if row["source"] == "sample-feed"]
    assert (feed[0]["record"], feed[0]["title"], feed[0]["published"].isoformat()) == (
        "2023-041",
        "Der Dorfladen wird zehn",
        "2023-09-07",
    )
    assert {row["license"] for row in sample} == {"CC0-1.0"}
    assert len({row["id"] for row in sample}) == len(sample)


def test_the_readme_names_every_file(sample: list[dict[str, Any]]) -> None:
    """What is damaged about each is said there."""
    readme = (ROOT / "raw" / "sample" / "README.md").read_text(encoding="utf-8")
    missing = {row["source_path"].removeprefix("sample/") for row in sample}
    missing = {path for path in missing if f"`{path}`" not in readme}
    assert missing == set()
