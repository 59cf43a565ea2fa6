"""A new project runs, and a register of what lies somewhere reads all of it."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner, Result

from reinschrift.cli import main
from reinschrift.look.dataset import open_snapshot
from reinschrift.new_project.recognise_fields import recognise_fields
from reinschrift.project import load_project
from reinschrift.run.launch import load_flow
from reinschrift.settings import load_settings
from reinschrift.sources import read_register
from tests.steps import rebuild_here

SENTENCES = (
    "Der Hafen liegt still, und am Abend kommen die Boote mit dem ersten Fang zurück.",
    "Auf dem Markt verkauft eine Frau aus dem Nachbardorf Äpfel, die niemand mehr kennt.",
    "Die Bibliothek bleibt montags geschlossen, weil dann die neuen Bücher eingeräumt werden.",
    "Seit der Brücke fährt hier keine Fähre mehr, doch der alte Anleger steht noch.",
    "Im Winter friert der Teich hinter der Schule zu und wird zur Eisbahn der Kinder.",
    "Der Gemeinderat hat beschlossen, die Linden an der Hauptstraße nicht zu fällen.",
    "Ein Zug hält nur auf Wunsch, und der Schaffner fragt jeden, wohin die Reise geht.",
    "Nach dem Regen roch der Garten nach Erde, und die Schnecken krochen über den Weg.",
    "Wer die Werkstatt betritt, hört zuerst das Radio und sieht dann lange niemanden.",
)


def init(*arguments: object) -> Result:
    """Run the command with nobody to answer a question."""
    return CliRunner().invoke(main, ["init", *map(str, arguments)], input="")


def uncommented(text: str) -> str:
    """Return a file with its examples in use: lines that are keys or tables behind a #."""
    return re.sub(r"(?m)^# ?(?=\[\[?\w|[a-z_]+ = )", "", text)


@pytest.mark.parametrize("name", ["corpus", "Grüße & mehr", "$x"])
def test_a_new_project_runs(tmp_path: Path, name: str) -> None:
    """Asks nothing, overwrites nothing; the next command publishes."""
    root = tmp_path / name
    done = init(root)
    assert done.exit_code == 0, done.output
    assert "reinschrift rebuild" in done.output
    project = load_project(str(root))
    manifest = rebuild_here(project).manifest
    assert (manifest.counts["kept"]["documents"], manifest.counts["kept"]["paragraphs"]) == (1, 3)  # a title and two
    assert [source["name"] for source in manifest.sources] == ["example"]
    again = init(root)
    assert again.exit_code == 2
    assert "already" in again.stderr


def test_its_files_are_what_they_are_for(tmp_path: Path) -> None:
    """Every example in a comment is one; the deployment names a flow that is there; Git sees neither data nor state."""
    assert init(tmp_path / "corpus").exit_code == 0
    root = tmp_path / "corpus"
    load_settings(root / "reinschrift.toml")
    (root / "all.toml").write_text(uncommented((root / "reinschrift.toml").read_text()))
    assert len(str(load_settings(root / "all.toml"))) > 0
    assert "policy" in tomllib.loads((root / "all.toml").read_text())["stages"]["verdicts"]
    register = root / "raw" / "sources.toml"
    assert [source.name for source in read_register(register)] == ["example"]
    (root / "raw" / "opt-outs.txt").write_text("example.org")
    register.write_text(uncommented(register.read_text()))
    assert [source.name for source in read_register(register)] == ["example", "village-papers", "novels"]
    (deployment,) = yaml.safe_load((root / "prefect.yaml").read_text())["deployments"]
    file, _, flow = deployment["entrypoint"].partition(":")
    assert flow == "rebuild"
    assert load_flow(root / file).name == "rebuild"
    assert {"processed/", ".prefect/"} <= set((root / ".gitignore").read_text().split())
    assert "`processed/corpus/`" in (root / "README.md").read_text()


def test_what_is_there_stays(tmp_path: Path) -> None:
    """A README, a register: neither is overwritten, and both are named."""
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "sources.toml").write_text("# mine")
    outcome = json.loads(init(tmp_path, "--json").stdout)
    assert outcome["kept"] == ["raw/sources.toml", "README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"
    assert not (tmp_path / "raw" / "example").exists()


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with files of many forms: some beside each other, some in folders."""
    folder = tmp_path / "texts"
    for name in ("novels", "papers", "table", "mixed", "empty"):
        (folder / name).mkdir(parents=True)
    (folder / "letter.txt").write_text(SENTENCES[0], encoding="utf-8")
    (folder / ".hidden.txt").write_text("not this")
    for number in range(3):
        (folder / "novels" / f"{number}.txt").write_text(SENTENCES[1 + number], encoding="utf-8")
    papers = [
        {"nr": n, "beitrag": {"inhalt": SENTENCES[3 + n], "titel": f"Nummer {n}"}, "vom": f"2024-03-0{n}",
         "stelle": f"https://blatt.example/{n}"}
        for n in range(1, 4)
    ]  # fmt: skip
    with gzip.open(folder / "papers" / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(map(json.dumps, papers)))
    (folder / "table" / "a.csv").write_text(f"kennung;wortlaut\n1;{SENTENCES[7]}\n", encoding="utf-8")
    pq.write_table(pa.table({"text": [SENTENCES[8]], "x": [1]}), folder / "mixed" / "a.parquet")
    (folder / "mixed" / "b.html").write_text(
        "<html><body><p>Das Museum zeigt Karten, auf denen der Fluss noch anders verläuft.</p></body></html>"
    )
    (folder / "mixed" / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    return folder


def test_a_register_of_what_lies_there_reads_it(tmp_path: Path, texts: Path) -> None:
    """A source a folder, formats and fields recognised, what is not readable named; a rebuild keeps every document."""
    root = tmp_path / "corpus"
    done = init(root, "--from", texts)
    assert done.exit_code == 0, done.output
    register = root / "raw" / "sources.toml"
    sources = {source.name: source for source in read_register(register)}
    assert {name: source.format for name, source in sources.items()} == dict.fromkeys(
        ("texts", "mixed", "novels", "papers", "table")
    )
    assert re.findall(r"(?m)^# (\d+ \w+): each file", register.read_text())
    assert sources["papers"].fields == {"text": "beitrag.inhalt", "url": "stelle", "published": "vom"}
    assert sources["table"].fields == {"text": "wortlaut"}
    assert sources["mixed"].fields == {}
    assert "# not readable: c.png" in register.read_text()
    manifest = rebuild_here(load_project(str(root))).manifest
    assert manifest.counts["kept"]["documents"] == 10
    documents = open_snapshot(root / "processed" / "corpus").documents.to_arrow()
    assert documents["published"].drop_null().to_pylist()[0].year == 2024
    assert "Nummer 1" not in documents["text"].to_pylist()


def test_a_file_of_another_format_that_comes_later_is_read(tmp_path: Path, texts: Path) -> None:
    """The register names no format where each shows its own: of a page each line was a row of no JSON."""
    root = tmp_path / "corpus"
    assert init(root, "--from", texts / "papers").exit_code == 0
    page = "<html><body><h1>Später</h1><p>Im Winter lagen die Boote auf dem Trockenen.</p></body></html>"
    (texts / "papers" / "later.html").write_text(page, encoding="utf-8")
    rebuild_here(load_project(str(root)))
    documents = open_snapshot(root / "processed" / "corpus").documents.to_arrow()
    assert sorted(documents["source_format"].to_pylist()) == ["html", "jsonl", "jsonl", "jsonl"]


def test_a_register_offers_records_to_be_known_by_their_own_ids(tmp_path: Path) -> None:
    """With the line in use, a record that comes before the others changes none of their ids."""
    file = tmp_path / "notes.jsonl"
    text = "Im Winter lag das Boot Nummer {} auf dem Trockenen."
    lines = [json.dumps({"id": f"n{number}", "text": text.format(number)}) for number in (1, 2)]
    file.write_text("\n".join(lines), encoding="utf-8")
    root = tmp_path / "corpus"
    assert init(root, "--from", file).exit_code == 0
    register = root / "raw" / "sources.toml"
    text = register.read_text("utf-8")
    assert text.count('\n# fields = { record = "id" }  #') == 1
    register.write_text(text.replace("\n# fields = { record = ", "\nfields = { record = "), encoding="utf-8")
    ids = []
    for first in ("", '{"id": "n0", "text": "Im Herbst fuhr es noch einmal über den See."}\n'):
        file.write_text(first + "\n".join(lines), encoding="utf-8")
        rebuild_here(load_project(str(root)))
        documents = open_snapshot(root / "processed" / "corpus").documents.to_arrow()
        ids.append(dict(zip(documents["record"].to_pylist(), documents["id"].to_pylist(), strict=True)))
    assert ids[0].items() < ids[1].items()


def test_paths_inside_the_project_are_relative(tmp_path: Path, texts: Path) -> None:
    """So that the folder can move; a single file is a source, too."""
    root = tmp_path
    assert init(root, "--from", texts / "novels", "--from", texts / "letter.txt").exit_code == 0
    first, second = read_register(root / "raw" / "sources.toml")
    assert (first.files, second.files) == (("../texts/novels",), ("../texts/letter.txt",))


def test_an_address_is_registered_as_it_is(tmp_path: Path, texts: Path) -> None:
    """A store's files are looked at as those here are."""
    address = f"file://{texts}/papers/"
    assert init(tmp_path / "corpus", "--from", address).exit_code == 0
    (source,) = read_register(tmp_path / "corpus" / "raw" / "sources.toml")
    assert (source.name, source.files, source.format) == ("papers", (address,), None)
    assert source.fields["text"] == "beitrag.inhalt"
    manifest = rebuild_here(load_project(str(tmp_path / "corpus"))).manifest
    assert manifest.counts["kept"]["documents"] == 3


@pytest.mark.parametrize("path", ["nowhere", "texts/empty", "."])
def test_what_cannot_be_a_source_makes_no_project(tmp_path: Path, texts: Path, path: str) -> None:
    """Neither a path that is not there, nor an empty folder, nor the project's own."""
    (tmp_path / "letter.txt").write_text(SENTENCES[0])  # beside what the project would write
    done = init(tmp_path, "--from", tmp_path / path)
    assert done.exit_code == 2
    assert "→" in done.stderr
    assert not (tmp_path / "reinschrift.toml").exists()


@pytest.mark.parametrize(
    ("records", "mapped"),
    [
        ([], {}),
        ([{"text": "a"}], {}),
        ([{"x": "zu kurz"}], {}),
        ([{"a": "eins zwei drei vier fünf", "b": "eins zwei drei vier fünf sechs"}], {"text": "b"}),
        ([{"a": None, "w": "https://a.example/"}, {"w": ""}], {"url": "w"}),
        ([{"w": "https://a.example/", "v": "https://b.example/"}], {}),
        ([{"text": "a", "vom": "12. März 2024"}, {"text": "b", "vom": None}], {"published": "vom"}),
        ([{"text": "a", "vom": "2024"}], {}),
        ([{"text": "a", "n": 20240301, "flag": True, "list": ["x"]}], {}),
    ],
)
def test_fields_are_recognised_by_what_they_hold(records: list[dict[str, object]], mapped: dict[str, str]) -> None:
    """Only where no name says it, and only where one field alone may be it."""
    assert recognise_fields(records).mapped == mapped
