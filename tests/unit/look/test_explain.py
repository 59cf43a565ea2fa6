"""The story of a document on one screen, by whatever names it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.look.explain import explain
from reinschrift.project import Project, load_project
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

MENU = "\n".join(["Startseite", "Über uns", "Kontakt", "Impressum", "Datenschutz", "Newsletter abonnieren"] * 4)
SCREEN = 24


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two snapshots: a page with a reservation, a copy of it in the second, and articles that stay as they are."""
    folder = tmp_path_factory.mktemp("explain")
    write_file(folder / "raw", "a", range(1, 12))
    body = "".join(f"<p>{part}</p>" for part in (text_of(20) + "\n\n" + text_of(21)).split("\n\n"))
    menu = "".join(f"<li><a href='/{at}'>{line}</a></li>" for at, line in enumerate(MENU.splitlines()))
    (folder / "raw" / "page.html").write_text(
        f"<html><head><title>Die Mühle</title><meta name='tdm-reservation' content='1'></head><body><ul>{menu}</ul>"
        f"<article><h1>Die Mühle</h1>{body}</article></body></html>"
    )
    made = project_of(folder / "raw", folder / "out", "stages.verdicts.remove_rights=[]")
    rebuild_here(made)
    (folder / "raw" / "z.jsonl").write_text(json.dumps({"text": text_of(8), "url": url_of(99)}) + "\n")
    rebuild_here(made)
    return made


def shown(project: Project, key: str, *options: str) -> list[str]:
    result = CliRunner().invoke(main, ["explain", key, str(project.output), *options])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_all_names_of_a_document_tell_the_same_story(project: Project) -> None:
    """Id, the beginning of it, URL with its scheme or without, and a phrase of the text."""
    by_url = explain(project.storage(), url_of(3))["documents"]
    assert explain(project.storage(), url_of(3).partition("://")[2])["documents"] == by_url
    (identity,) = [one["id"] for one in by_url]
    for key in (identity, identity[:10], text_of(3).split("\n\n")[2], url_of(3).replace("https", "http") + "/"):
        assert explain(project.storage(), key)["documents"] == by_url, key


@pytest.mark.parametrize("path", ["page.html", "raw/page.html", "/srv/crawl/raw/page.html"])
def test_a_raw_file_names_its_documents(project: Project, path: str) -> None:
    """By its path in the source, with the source, or from the root."""
    (story,) = explain(project.storage(), path)["documents"]
    assert story["snapshots"][-1]["document"]["source_path"] == "page.html"


def test_what_names_nothing_is_not_found(project: Project) -> None:
    """Neither the beginning of an id nor a sentence."""
    ids = [one["id"] for one in explain(project.storage(), "a.jsonl")["documents"]]
    assert len(ids) == 11
    with pytest.raises(SnapshotNotFoundError):
        explain(project.storage(), "ffffff0000")
    with pytest.raises(SnapshotNotFoundError):
        explain(project.storage(), "Dieser Satz steht nirgends")


def test_one_screen_has_source_rights_and_reasons(project: Project) -> None:
    """What was removed is counted by reason; a state that several snapshots share is told once."""
    lines = shown(project, "page.html")
    assert len(lines) <= SCREEN
    text = "\n".join(lines)
    assert "raw/page.html record 0 (html)" in text
    assert "rights  reserved" in text
    assert "meta tdm-reservation: tdm-reservation=1" in text
    assert "1.0.0, 1.1.0: kept" in text
    assert "menu" in text
    assert len(shown(project, "page.html", "--full")) > len(lines)


def test_what_allows_and_reserves_is_told(project: Project, tmp_path: Path) -> None:
    """A licence that the record names says something; each statement stands with its purposes, as in the JSON."""
    licensed = {"text": text_of(30), "url": url_of(30), "license": "CC BY-SA 4.0"}
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.jsonl").write_text(json.dumps(licensed) + "\n")
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    text = "\n".join(shown(made, url_of(30)))
    assert "nothing says so" not in text
    (stated,) = explain(made.storage(), url_of(30))["documents"][0]["snapshots"][0]["document"]["rights_statements"]
    assert "train-generative" in stated["allows"]
    assert f": licence given: {stated['stated']} (allows {', '.join(stated['allows'])})" in text
    page = "\n".join(shown(project, "page.html"))
    assert page.count("tdm-reservation=1 (reserves train-generative") == 1
    assert page.count("tdm-reservation=1") == 1
    assert "nothing says so" in "\n".join(shown(project, url_of(3)))


def test_the_matched_copy_is_named_with_its_place(project: Project) -> None:
    """And the copies of a document with it."""
    text = "\n".join(shown(project, url_of(99)))
    assert "removed, dedup: exact_duplicate" in text
    assert f"raw/a.jsonl record 7  {url_of(8)}" in text
    original = "\n".join(shown(project, url_of(8)))
    assert "1.0.0: kept" in original
    assert "1.1.0: kept" in original
    assert "copy: " in original


def test_of_many_documents_one_is_told_and_the_others_listed(project: Project) -> None:
    """A file of eleven records."""
    lines = shown(project, "a.jsonl")
    assert sum(line.startswith("also ") for line in lines) == 10
    assert "10 more documents have that key" in "\n".join(lines)


def test_prefixes_of_two_ids(tmp_path: Path) -> None:
    """Enough documents for two ids that begin alike: the error lists them."""
    write_file(tmp_path / "raw", "a", range(900))
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    ids = sorted(one["id"] for one in explain(made.storage(), "a.jsonl")["documents"])
    pair = next((one, two) for one, two in pairwise(ids) if one[:4] == two[:4])
    with pytest.raises(ConfigError) as error:
        explain(made.storage(), pair[0][:4])
    assert pair[0] in str(error.value)


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two snapshots of a file that numbers its records; in the second the first record is gone."""
    folder = tmp_path_factory.mktemp("numbered")
    made = project_of(folder / "raw", folder / "out")
    for numbers in (range(1, 6), range(2, 6)):
        write_file(folder / "raw", "a", numbers)
        rebuild_here(made)
    return made


def test_a_url_is_told_of_its_own_page_alone(numbered: Project) -> None:
    """Kind: a number taken for a name. Its id is another page's in the second snapshot."""
    (story,) = explain(numbered.storage(), url_of(1))["documents"]
    assert [one["document"]["url"] for one in story["snapshots"]] == [url_of(1)]
    stories = explain(numbered.storage(), url_of(3))["documents"]
    versions = sorted(one["version"] for story in stories for one in story["snapshots"])
    assert (len(stories), versions) == (2, ["1.0.0", "2.0.0"])
    assert not any('"decision"' in line for line in shown(numbered, url_of(1)))
    assert not any(url_of(2) in line or url_of(4) in line for line in shown(numbered, url_of(3)))


def test_an_id_that_is_a_number_says_so(numbered: Project, project: Project) -> None:
    """The story of the id has each page under its snapshot; an id of a file that stayed is one record's."""
    (story,) = explain(numbered.storage(), url_of(1))["documents"]
    lines = "\n".join(shown(numbered, story["id"]))
    assert "other snapshots may have another record under this id" in lines
    assert f"page    {url_of(2)}" in lines
    assert f", page {url_of(1)}" in lines
    assert "another record" not in "\n".join(shown(project, url_of(3)))


def test_an_opt_out_outweighs_what_the_licence_allows(tmp_path: Path) -> None:
    """The screen does not tell its owner that the page may be used."""
    (tmp_path / "reinschrift.toml").touch()
    write_file(tmp_path / "raw", "a", range(3))
    (tmp_path / "raw" / "left.txt").write_text(f"{url_of(1)}\n")
    (tmp_path / "raw" / "sources.toml").write_text(
        '[[source]]\nname = "a"\nfiles = "a*"\nformat = "jsonl"\nlicense = "CC-BY-4.0"\nleave_out = "left.txt"\n'
    )
    made = load_project(str(tmp_path))
    rebuild_here(made)
    assert any("allowed for" in line for line in shown(made, url_of(2)))
    lines = shown(made, url_of(1))
    assert not any("allowed for" in line for line in lines)
    assert any("list of opt-outs outweighs" in line for line in lines)
