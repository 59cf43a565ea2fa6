"""Card, sheets and credits say that a step was taken only where it was, for the whole snapshot or for some sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reinschrift.project import Project, load_project
from reinschrift.snapshot.manifest import Manifest, read_manifest
from reinschrift.snapshot.treated import changes_by_source, debris_words, directives_read, limits_of, personal_words
from reinschrift.storage import LocalStorage
from tests.steps import rebuild_here
from tests.texts import text_of

KINDS = ("emails", "phones", "ips", "ibans", "cards", "tax_ids", "social_security_numbers", "accounts")
NO_DEBRIS = ("lines.min_content=0", "lines.min_markup_content=0", "lines.rules=false", "lines.max_phrase_share=1")
OFF = (*(f"stages.personal.{kind}=leave" for kind in KINDS), *(f"stages.{one}" for one in NO_DEBRIS),
       "dedup.documents=false", 'stages.rights.reserving_directives=["noml"]')  # fmt: skip
REGISTER = """
[[source]]
name = "web"
files = "web.jsonl"
license = "CC-BY-4.0"

[[source]]
name = "books"
files = "books.jsonl"
license = "CC-BY-4.0"
"""
CLAIMS = (
    "masked by", "data masked, documents", "personal data are taken", "personal data taken", "replaced by placeholders",
    "ebris removed", "ebris is removed line", "duplicates removed", "duplicates are found",
    "Duplicates of documents are", "noai", "without debris",
)  # fmt: skip
"""What no document may say of a snapshot for which all of that was turned off."""


def made(folder: Path, settings: tuple[str, ...] = (), of_books: str = "") -> Project:
    """Rebuild a project of two sources."""
    raw = folder / "raw"
    raw.mkdir()
    (folder / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(REGISTER + of_books, encoding="utf-8")
    for at, name in enumerate(("web", "books")):
        rows = [json.dumps({"text": text_of(n), "url": f"https://a.example/{n}"}) for n in range(at * 9, at * 9 + 4)]
        (raw / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    project = load_project(str(folder), list(settings))
    rebuild_here(project)
    return project


def manifest_of(project: Project) -> Manifest:
    return read_manifest(LocalStorage(project.output))


def test_no_document_says_that_something_was_done_which_was_turned_off(tmp_path: Path) -> None:
    """In words for people or machines: neither masking nor debris, duplicates nor a protocol that is not read."""
    project = made(tmp_path, OFF)
    for place in (project.output / "snapshots" / "1.0.0").glob("*.*"):
        if place.is_file() and not place.name.startswith(("manifest", "validation", "report", "lineage")):
            text = place.read_text(encoding="utf-8")
            assert not [one for one in CLAIMS if one in text], place.name
            if place.name in ("README.md", "croissant.json", "training-content.md"):
                assert "No personal data is masked." in text, place.name
    assert "anonymizationMethodUsed" not in (project.output / "snapshots/1.0.0/spdx.json").read_text(encoding="utf-8")


def test_all_of_them_say_what_was_done_by_default(tmp_path: Path) -> None:
    """That personal data is masked, debris and duplicates go."""
    project = made(tmp_path)
    for name in ("README.md", "croissant.json", "spdx.json", "training-content.md", "training-content.json"):
        text = (project.output / "snapshots" / "1.0.0" / name).read_text(encoding="utf-8")
        assert "Addresses and numbers of persons are masked by their form; names stay." in text, name
        assert "Debris is removed line by line." in text, name
        assert "Duplicates of documents are removed." in text, name
    assert "noai, noimageai, noml" in (project.output / "snapshots/1.0.0/training-content.md").read_text("utf-8")
    lines = (project.output / "snapshots" / "1.0.0" / "credits.jsonl").read_text(encoding="utf-8").splitlines()
    assert all("debris and personal data taken out" in line for line in lines)


def test_what_holds_for_some_sources_is_said_of_these(tmp_path: Path) -> None:
    """By a treatment or by settings of a source's own: how many, in the card; what, in the credits of each."""
    of_books = 'treatment = "as_is"\nsettings = { "stages.personal.phones" = "count" }\n'
    project = made(tmp_path, ("stages.personal.emails=leave",), of_books)
    manifest = manifest_of(project)
    assert debris_words(manifest) == "Debris is removed line by line in 1 of 2 sources."
    assert personal_words(manifest) == (
        "Masked by their form: phones in 1 of 2 sources, ips, ibans, cards, tax ids, social security numbers, "
        "accounts. Not masked: emails, and names."
    )
    lines = (project.output / "snapshots" / "1.0.0" / "credits.jsonl").read_text(encoding="utf-8").splitlines()
    changes = {one["source"]: one["changes"] for one in map(json.loads, lines)}
    assert changes == changes_by_source(manifest)
    assert changes["web"].endswith(", debris and some kinds of personal data taken out.")
    assert changes["books"].endswith("into paragraphs, some kinds of personal data taken out.")


@pytest.mark.parametrize(("settings", "read"), [({}, ("noai", "noimageai", "noml")), (None, ("noml",))])
def test_a_directive_counts_as_read_only_if_it_is_for_every_source(
    tmp_path: Path, settings: dict[str, object] | None, read: tuple[str, ...]
) -> None:
    """A source that reads fewer of them takes the others out of what is said of all."""
    of_books = "" if settings is not None else 'settings = { "stages.rights.reserving_directives" = ["noml"] }\n'
    assert directives_read(manifest_of(made(tmp_path, (), of_books))) == read


def test_limits_are_those_of_what_was_done(tmp_path: Path) -> None:
    """What was not done has no limit of precision: that it was not done is the limit."""
    limits = limits_of(manifest_of(made(tmp_path, OFF)))
    assert limits[:3] == ("No debris is removed.", "No personal data is masked.", "Duplicates are not removed.")
