"""Whose text is in it: found however it is written, wherever it is, in every snapshot; never after an erasure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import ConfigError, SnapshotNotFoundError
from reinschrift.look.explain import explain
from reinschrift.look.find import find
from reinschrift.project import Project
from reinschrift.snapshot.clean import find_garbage
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.text_index import index_name
from reinschrift.snapshot.verify import repair, verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

HERE, COPY, MASKED = 8, 99, 50
LETTER = (
    "Wer Fragen zur alten Schleuse hat, erreicht den Vorsitzenden des Vereins unter vorstand@schleuse-hof.de, und zwar "
    "an jedem Werktag.\n\nDie Schleuse wurde im Jahr 1873 gebaut und nach dem Krieg von den Bürgern der Gemeinde "
    "wieder hergerichtet, denn ohne sie stand das Wasser in den Kellern der Unterstadt."
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two snapshots; the second has a copy of document 8 and a text with an e-mail address."""
    folder = tmp_path_factory.mktemp("find")
    write_file(folder / "raw", "a", range(12))
    made = project_of(folder / "raw", folder / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    lines = [
        {"text": text_of(HERE), "url": url_of(COPY)},
        {"text": LETTER, "url": url_of(MASKED), "author": "Änne Öhlschläger", "title": "Von der alten Schleuse"},
    ]
    (folder / "raw" / "z.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    rebuild_here(made)
    return made


def fates(answer: dict[str, Any]) -> list[tuple[str, str | None, int]]:
    return [(one["fate"], one["reason"], len(one["snapshots"])) for one in answer["found"]]


@pytest.mark.parametrize(
    "form",
    [
        str,
        lambda text: text.replace(" ", "\n"),
        str.upper,
        lambda text: text.replace(",", " –").replace(".", "!"),
        lambda text: text.replace("Stühlen", "Stüh-\nlen"),
        lambda text: text.replace("Stühlen", "Stüh-len").replace("dort", "d’ort"),
        lambda text: " ".join(text.split()[2:-2]),
        lambda text: " ".join(text.split()[:4]),
    ],
    ids=["as it is", "lines", "capitals", "punctuation", "hyphen", "signs in words", "part", "four words"],
)
def test_a_sentence_is_found_however_it_is_written(project: Project, form: Callable[[str], str]) -> None:
    """Kept in both snapshots, and as the copy that was removed in the second."""
    sentence = text_of(HERE).split("\n\n")[1]
    answer = find(project.storage(), form(sentence))
    assert ("kept", None, 2) in fates(answer)
    assert ("removed", "exact_duplicate", 1) in fates(answer)


def test_a_long_sentence_is_found_by_the_index_alone(project: Project) -> None:
    """With the index all objects but those that it names stay unread; without it the answer is the same."""
    storage = project.storage()
    sentence = text_of(HERE).split("\n\n")[2]
    answer = find(storage, sentence)
    assert answer["searched"]["objects_read_whole"] == 0
    indexes = sorted(storage.path("index").rglob("*.parquet"))
    hidden = storage.path("index").rename(storage.root / "index.away")
    try:
        slow = find(storage, sentence)
    finally:
        hidden.rename(storage.root / "index")
    assert slow["searched"]["objects_by_index"] == 0
    assert slow["found"] == answer["found"]
    assert indexes


def test_what_was_masked_is_found_with_its_placeholder(project: Project) -> None:
    """A question that holds an address is compared as the snapshot holds it."""
    answer = find(project.storage(), LETTER.split("\n\n", maxsplit=1)[0])
    (entry,) = answer["found"]
    assert (entry["fate"], entry["masked"], entry["in"]) == ("kept", True, "text")


@pytest.mark.parametrize("value", ["jemand@anderswo-hof.de", "NL91 ABNA 0417 1643 00", "0211 3204567, 0211 3204568"])
def test_a_masked_value_alone_is_not_every_value_of_its_kind(project: Project, value: str) -> None:
    """All have the same placeholder; whoever asks for one of them, or erases by it, means none of the others."""
    answer = find(project.storage(), value, kind="phrase")
    assert answer["found"] == []
    assert "kept nowhere" in answer["notes"][0]


def test_the_sentences_of_a_file_are_counted(project: Project, tmp_path: Path) -> None:
    """A file of which one sentence is in the dataset and one is not."""
    file = tmp_path / "letter.txt"
    file.write_text(f"{LETTER}\n\nDieser letzte Satz steht ganz gewiss in keinem der Texte, die gelesen wurden.")
    answer = find(project.storage(), str(file))
    assert answer["question"]["passages"] == 3
    assert [entry["passages"] for entry in answer["found"]] == [2]


@pytest.mark.parametrize(
    ("asked", "kind", "n_documents"),
    [
        (url_of(MASKED).replace("https://", "http://www.") + "/#top", None, 1),
        ("zeitung.example/artikel/5", None, 2),
        ("www.zeitung.example:443/artikel/5/?utm_source=x", None, 1),
        ("zeitung.example:443/artikel/", None, 14),
        ("zeitung.example", None, 14),
        ("https://zeitung.example", None, 14),
        ("http://www.zeitung.example/", None, 14),
        ("https://zeitung.example/artikel/", None, 14),
        ("https://zeitung.example/artikel/1/", None, 1),
        ("https://zeitung.example/artikel", None, 0),
        ("https://zeitung.example/art/", None, 0),
        ("https://example/artikel/", None, 0),
        ("example.org", None, 0),
        ("anne ohlschlager", "author", 1),
        ("Von der alten Schleuse", None, 1),
        ("vorstand@schleuse-hof.de", None, 0),
        ("+49 89 1234567", None, 0),
    ],
)
def test_addresses_names_and_numbers_are_found(
    project: Project, asked: str, kind: str | None, n_documents: int
) -> None:
    """A negative answer says what was searched, and that masked values are kept nowhere."""
    answer = find(project.storage(), asked, kind)
    assert len({entry["document_id"] for entry in answer["found"]}) == n_documents
    assert answer["searched"]["snapshots"] == ["1.0.0", "1.1.0"]
    assert answer["searched"]["documents"] == 13
    if answer["question"]["kind"] in ("email", "phone"):
        assert asked not in json.dumps(answer)
        assert "Masked values are kept nowhere" in answer["notes"][0]


def test_a_snapshot_finds_in_itself_alone(project: Project) -> None:
    """From Python: of one snapshot."""
    first, second = (reinschrift.open(project.output, version) for version in ("1.0.0", "1.1.0"))
    sentence = LETTER.split("\n\n")[1]
    assert first.find(sentence)["found"] == []
    assert [entry["snapshots"] for entry in second.find(sentence)["found"]] == [["1.1.0"]]


def test_what_cannot_be_asked_is_refused(project: Project) -> None:
    """Errors say what to do."""
    for asked, kind in ((" ", None), ("12", "phone"), ("no such file", "file")):
        with pytest.raises(ConfigError):
            find(project.storage(), asked, kind)
    with pytest.raises(SnapshotNotFoundError):
        find(project.storage(), "Etwas", None, "9.9.9")


@pytest.mark.parametrize("name", ["nosuch.txt", "./nosuch.HTML", "{folder}/nosuch.jsonl"])
def test_a_file_that_is_not_there_is_no_phrase(project: Project, tmp_path: Path, name: str) -> None:
    """The command says so, and how to ask for the words; they are looked for if asked so."""
    name = name.format(folder=tmp_path)
    shown = CliRunner().invoke(main, ["find", name, str(project.output)])
    assert shown.exit_code == 2
    assert f"There is no file {name}, and nothing was read from one of that name." in shown.output
    assert "--as phrase" in shown.output
    assert find(project.storage(), name, "phrase")["found"] == []


@pytest.mark.parametrize("asked", ["/robots.txt", "artikel/nosuch.html", "zeitung.md", "ein Satz in nosuch.txt"])
def test_what_may_be_an_address_or_a_sentence_is_looked_for(project: Project, asked: str) -> None:
    """Parts of addresses end as files do, and so do hosts."""
    assert find(project.storage(), asked)["found"] == []


@pytest.fixture(scope="module")
def raw_files(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Three texts in each of a table, JSON Lines and a ZIP, and subtitles."""
    folder = tmp_path_factory.mktemp("raw_files")
    (raw := folder / "raw" / "letters").mkdir(parents=True)
    rows = "".join(f'{number},"{text_of(number)}"\n' for number in range(3))
    (raw / "x.csv").write_text("id,text\n" + rows)
    write_file(raw, "y", range(3, 6))
    cues = enumerate(text_of(6).replace("\n\n", " ").split(". "))
    (raw / "z.srt").write_text("".join(f"{n + 1}\n00:00:{n:02},000 --> 00:00:{n:02},900\n{t}.\n\n" for n, t in cues))
    with ZipFile(raw / "w.zip", "w") as archive:
        archive.writestr("one/may.txt", text_of(7))
        archive.writestr("june.txt", text_of(8))
    made = project_of(folder / "raw", folder / "out")
    rebuild_here(made)
    return made


@pytest.mark.parametrize(
    ("name", "n_documents"),
    [
        ("letters/x.csv", 3),
        ("raw/letters/x.csv", 3),
        ("x.csv", 3),
        ("./letters/y.jsonl", 3),
        ("/elsewhere/raw/letters/y.jsonl", 3),
        ("letters/z.srt", 1),
        ("w.zip", 2),
        ("letters/w.zip/one/may.txt", 1),
        ("letters/w.zip#june.txt", 1),
        ("raw/letters/w.zip record june.txt", 1),
        ("one/may.txt", 1),
        ("june.txt", 1),
        ("letters/ters/x.csv", 0),
        ("etters/x.csv", 0),
        ("letters/missing.txt", 0),
        ("missing.zip", 0),
    ],
)
def test_a_raw_file_is_found_by_its_path(raw_files: Project, name: str, n_documents: int) -> None:
    """Any end of it, with the source's name or the folders above, there or gone; and a member with its archive."""
    answer = find(raw_files.storage(), name)
    assert len({entry["document_id"] for entry in answer["found"]}) == n_documents
    assert answer["searched"]["columns"][0] == "source_path"
    if n_documents:
        assert len(explain(raw_files.storage(), name)["documents"]) == n_documents


@pytest.mark.parametrize("name", ["x.csv", "y.jsonl", "z.srt", "w.zip"])
def test_a_file_that_is_there_is_a_raw_file_or_another(raw_files: Project, tmp_path: Path, name: str) -> None:
    """By its bytes: the raw file by its path, another one, of any form, by its sentences."""
    raw = raw_files.output.parent / "raw" / "letters" / name
    of_raw = find(raw_files.storage(), str(raw))
    assert (of_raw["question"]["kind"], of_raw["searched"]["columns"]) == ("path", ["source_path"])
    (tmp_path / f"copy-{name}").write_bytes(raw.read_bytes())
    of_copy = find(raw_files.storage(), str(tmp_path / f"copy-{name}"))
    assert of_copy["question"]["kind"] == "file"
    assert {one["document_id"] for one in of_copy["found"]} == {one["document_id"] for one in of_raw["found"]}


def test_a_raw_file_that_has_changed_is_named(raw_files: Project) -> None:
    """Its sentences of today are looked for, and a note says how to ask for what was read."""
    raw = raw_files.output.parent / "raw" / "letters" / "y.jsonl"
    before = raw.read_bytes()
    raw.write_text(json.dumps({"text": text_of(40)}) + "\n")
    answer = find(raw_files.storage(), str(raw))
    raw.write_bytes(before)
    assert (answer["question"]["kind"], answer["found"]) == ("file", [])
    assert "--as path" in answer["notes"][-1]
    assert len(find(raw_files.storage(), str(raw), "path")["found"]) == 3


def test_the_command_prints_what_was_found_and_what_was_searched(project: Project) -> None:
    """On one screen, with the reason's sentence."""
    shown = CliRunner().invoke(main, ["find", text_of(HERE).split("\n\n")[1], str(project.output)])
    assert shown.exit_code == 0, shown.output
    assert "found in 2 documents" in shown.output
    assert "exact_duplicate" in shown.output
    none = CliRunner().invoke(
        main, ["find", "Dieser Satz steht in keinem Text, der je gelesen wurde", str(project.output)]
    )
    assert "not found" in none.output
    assert "searched: text, title" in none.output


def test_nothing_of_an_erased_text_stays_in_the_index(tmp_path: Path) -> None:
    """Its index is that of the objects without it; what belonged to the old objects is deleted."""
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    storage = LocalStorage(made.output)
    before = {place.name for place in storage.path("index").rglob("*.parquet")}
    sentence = text_of(HERE).split("\n\n")[2]
    (kept,) = find(storage, sentence)["found"]
    erase(storage, [kept["document_id"]])
    assert find(storage, sentence)["found"] == []
    assert find(storage, sentence)["searched"]["objects_read_whole"] == 0
    assert [entry["fate"] for entry in find(storage, kept["document_id"])["found"]] == ["erased"]
    manifest = read_manifest(storage)
    known = {index_name(table, item) for table in ("documents", "removed") for item in manifest.tables[table]}
    there = {place.relative_to(storage.root).as_posix() for place in storage.path("index").rglob("*.parquet")}
    assert there == known
    assert before - {Path(name).name for name in there}
    assert not [name for name in find_garbage(storage, 0).objects if name.startswith("index/")]


def test_a_damaged_index_hides_nothing(tmp_path: Path) -> None:
    """A bit that flipped in it has the object read whole."""
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    storage = LocalStorage(made.output)
    place = storage.path(index_name("documents", read_manifest(storage).tables["documents"][0]))
    data = place.read_bytes()
    for at in (10, len(data) // 4, len(data) // 2, len(data) - 6):
        place.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        found = find(storage, text_of(HERE).split("\n\n")[2])["found"]
        assert [entry["fate"] for entry in found] == ["kept"], at


def test_a_damaged_index_is_noticed_and_made_again(tmp_path: Path) -> None:
    """To the same bytes."""
    write_file(tmp_path / "raw", "a", range(12))
    made = project_of(tmp_path / "raw", tmp_path / "out")
    rebuild_here(made)
    storage = LocalStorage(made.output)
    manifest = read_manifest(storage)
    name = index_name("documents", manifest.tables["documents"][0])
    right = storage.read(name)
    rows = pq.read_table(storage.path(name))
    pq.write_table(rows.slice(1), storage.path(name))
    faults = verify(storage, manifest)
    assert [fault.object for fault in faults] == [name]
    repair(storage, manifest, faults)
    assert storage.read(name) == right
    assert verify(storage, manifest) == []


def test_an_id_that_was_two_pages_is_two_entries(tmp_path: Path) -> None:
    """Kind: a number taken for a name. Each page has the snapshots that hold it, whatever its id is in others."""
    made = project_of(tmp_path / "raw", tmp_path / "out")
    for numbers in (range(6), range(1, 6)):
        write_file(tmp_path / "raw", "a", numbers)
        rebuild_here(made)
    by_page: dict[str, list[str]] = {}
    for entry in find(made.storage(), "zeitung.example")["found"]:
        by_page.setdefault(entry["url"], []).extend(entry["snapshots"])
    stayed = {url_of(at): ["1.0.0", "2.0.0"] for at in range(1, 6)}
    assert {url: sorted(versions) for url, versions in by_page.items()} == stayed | {url_of(0): ["1.0.0"]}
