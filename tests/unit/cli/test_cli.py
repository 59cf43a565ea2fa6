"""The commands that look at things: what they print, as text and as JSON, and how they end when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reinschrift.cli import main
from reinschrift.project import load_project
from tests.steps import project_of, rebuild_here

LETTER = """Liebe Anna,

die Kirschen sind reif, und der Hund hat den Zaun umgegraben. Komm bald!

Teilen Drucken Merken
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one letter, outside any project."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "anna.txt").write_text(LETTER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_plan_writes_nothing(raw: Path, tmp_path: Path) -> None:
    """It names the shards and what is to be done, and leaves no folder behind."""
    done = run("plan", raw, "--output", "out", "--json")
    assert done.exit_code == 0, done.output
    plan = json.loads(done.output)
    assert (plan["n_todo"], len(plan["shards"])) == (1, 1)
    assert not (tmp_path / "out" / "snapshots").exists()


def test_list_and_show_tell_of_a_snapshot(raw: Path, tmp_path: Path) -> None:
    """As a table for people, as JSON for programs."""
    rebuild_here(project_of(raw, tmp_path / "out"))
    assert "1.0.0" in run("list", "out").output
    assert json.loads(run("list", "out", "--json").output)[0]["kept"]["documents"] == 1
    shown = json.loads(run("show", "out", "--json").output)
    assert shown["counts"]["read"]["documents"] == 1
    assert "documents" in run("show", "out").output


def test_show_takes_a_version_and_list_no_missing_folder(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number alone is a version of the project's own dataset; what is not there is no empty history."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reinschrift.toml").write_text("")
    assert run("show", "1.0.0").exit_code == 2
    outcome = run("list", "nosuchfolder")
    assert outcome.exit_code == 2
    assert "no such dataset" in outcome.stderr


def test_inspect_shows_every_line_and_its_fate(raw: Path) -> None:
    """Kept lines with kind and language, removed ones with the reason."""
    (document,) = json.loads(run("inspect", raw / "anna.txt", "--json").output)
    assert [line["text"] for line in document["lines"] if line["reason"] is None][-1].startswith("die Kirschen")
    assert [line["text"] for line in document["lines"] if line["reason"] is not None] == ["Teilen Drucken Merken"]
    assert "Kirschen" in run("inspect", raw / "anna.txt").output


def test_what_a_person_can_mend_ends_with_2(raw: Path, tmp_path: Path) -> None:
    """A typo in a setting, a missing path, no project: status 2, one message, no traceback."""
    for arguments in (("plan", raw, "--set", "dedup.treshold=.9"), ("plan", tmp_path / "none"), ("plan",)):
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert "Error: " in done.output
        assert "→" in done.output
        assert "Traceback" not in done.output


def test_a_missing_snapshot_ends_with_2(raw: Path) -> None:
    """The message says what there is."""
    done = run("show", raw)
    assert done.exit_code == 2
    assert "no snapshot yet" in done.output


@pytest.fixture
def dataset(raw: Path, tmp_path: Path) -> Path:
    """Return a dataset made of the letter."""
    rebuild_here(project_of(raw, tmp_path / "out"))
    return tmp_path / "out"


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "names nothing"), (b"# nobody\n\n", "names nothing"), (b"https://x.example/M\xfcller\n", "not UTF-8")],
)
def test_a_list_to_erase_that_is_none_is_refused(dataset: Path, tmp_path: Path, data: bytes, words: str) -> None:
    """Kind: a failure that is no sentence. Empty, all comments, or in another charset."""
    (tmp_path / "list.txt").write_bytes(data)
    done = run("erase", tmp_path / "list.txt", dataset)
    assert (done.exit_code, type(done.exception)) == (2, SystemExit)
    assert words in done.stderr
    assert "list.txt" in done.stderr
    assert not (dataset / "erasures").exists()


def test_an_empty_key_is_refused(dataset: Path) -> None:
    """It names nobody."""
    done = run("erase", "", dataset)
    assert (done.exit_code, type(done.exception)) == (2, SystemExit)


@pytest.mark.parametrize(
    "words",
    [
        ["rebuild", "LONG", "--output", "out"], ["inspect", "LONG"], ["erase", "LONG", "out"], ["list", "LONG"],
        pytest.param(["rebuild", "letters", "--output", "LONG"], marks=pytest.mark.slow),
        ["export", "out", "--format", "folder", "--output", "LONG"],
        ["show", "LONG"], ["gc", "LONG"], ["plan", "LONG"], ["verify", "LONG"], ["rebuild", "--project", "LONG"],
        ["export", "out", "--format", "jsonl", "--output", "nowhere/LONG"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_name_that_no_file_can_have_is_said_so(dataset: Path, words: list[str]) -> None:
    """Kind: a failure that is no sentence. Longer than the 255 bytes of a name."""
    done = run(*("a" * 300 if word == "LONG" else word for word in words))
    assert isinstance(done.exception, SystemExit) or done.exit_code == 0, done.exception
    assert "Traceback" not in done.output


@pytest.mark.parametrize("form", ["folder", "jsonl", "huggingface", "delta"])
@pytest.mark.parametrize("damage", ["truncated", "flipped", "gone"])
def test_a_damaged_object_is_not_exported(dataset: Path, form: str, damage: str) -> None:
    """Kind: what is read back is believed. It is named, and nothing is left of the export."""
    place = next((dataset / "objects" / "documents").iterdir())
    data = bytearray(place.read_bytes())
    data[len(data) // 2] ^= 1
    place.write_bytes({"truncated": data[:500], "flipped": data, "gone": bytearray()}[damage])
    if damage == "gone":
        place.unlink()
    done = run("export", dataset, "--format", form, "--output", "e")
    assert (done.exit_code, type(done.exception)) == (1, SystemExit), done.exception
    assert place.stem in done.stderr
    assert "verify" in done.stderr
    assert [path.name for path in dataset.parent.iterdir() if path.name.startswith((".writing", "e"))] == []


def test_an_export_says_how_much_it_wrote(raw: Path, tmp_path: Path) -> None:
    """Rows of each table, or of the documents alone where the form has no others; the log of Delta has versions."""
    rebuild_here(project_of(raw, tmp_path / "out"))
    said = run("export", "out", "--format", "jsonl", "--output", "a").output
    assert said.endswith("a, 1 document, 2 paragraphs, 1 removed row\n")
    assert len((tmp_path / "a" / "paragraphs.jsonl").read_text().splitlines()) == 2
    assert run("export", "out", "--format", "markdown", "--output", "b").output.endswith("b, 1 document\n")
    assert run("export", "out", "--format", "delta").output.endswith(", 1 version\n")
    none = run("export", "out", "--format", "csv", "--purpose", "republish", "--output", "c").output
    assert none.endswith("c, 0 documents, 0 paragraphs, 0 removed rows\n"), none


def test_a_file_that_cannot_be_read_is_judged_as_nothing(raw: Path) -> None:
    """Neither a page nor a text: nobody has read it."""
    (raw / "cut.jsonl").write_text('{"text": "half')
    done = run("inspect", raw / "cut.jsonl")
    assert "removed: unreadable" in done.output
    assert "judged as" not in done.output
    assert json.loads(run("inspect", raw / "cut.jsonl", "--json").output)[0]["page"] is None


def test_a_plan_names_the_treatment_that_changed(raw: Path, tmp_path: Path) -> None:
    """And no setting that only it has changed; one of the source's own is named beside it."""
    (tmp_path / "reinschrift.toml").write_text("")
    entry = (
        '[[source]]\nname = "letters"\nfiles = "../letters"\norigin = "x"\nlicense = "CC0-1.0"\nrights = "allowed"\n'
    )
    entry += 'rights_evidence = "x"\ncollected = 2026-01-01\n'
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "sources.toml").write_text(entry)
    rebuild_here(load_project(str(tmp_path)))
    (tmp_path / "raw" / "sources.toml").write_text(entry + 'treatment = "as_is"\n')
    (shard,) = json.loads(run("plan", "--json").output)["shards"]
    assert shard["why"] == ["treatment changed: none → as_is"]
    own = 'settings = { "stages.language.min_letters" = 5 }\n'
    (tmp_path / "raw" / "sources.toml").write_text(entry + 'treatment = "light"\n' + own)
    (shard,) = json.loads(run("plan", "--json").output)["shards"]
    assert shard["why"] == ["treatment changed: none → light", "settings changed: stages.language.min_letters"]


def test_what_is_spoken_first_is_no_title(tmp_path: Path) -> None:
    """Kind: a subtitle's first utterance becomes its title. It stays in the text."""
    spoken = [
        "Ein neuer Tag am Fluss", "- Komm herein.\n- Danke, gern.",
        "Der Wind ist kalt heute, und der Müller\nkam spät nach Hause.", "Er schloss das Tor hinter sich.",
    ]  # fmt: skip
    times = [(1, 3), (25, 28), (39, 42), (44, 47)]
    cues = (
        f"{number}\n00:00:{begin:02},000 --> 00:00:{end:02},000\n{each}\n\n"
        for number, ((begin, end), each) in enumerate(zip(times, spoken, strict=True), 1)
    )
    (tmp_path / "a.srt").write_text("".join(cues))
    (document,) = json.loads(run("inspect", tmp_path / "a.srt", "--json").output)
    assert document["source_format"] == "subtitles"
    assert "title" not in document["metadata"]
    assert document["lines"][0]["text"] == spoken[0]
    assert document["lines"][0]["reason"] is None
