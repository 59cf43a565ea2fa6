"""What may not be handed on is in no file that is: planted words, looked for in every file of every shared form."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.errors import CommitConflictError
from reinschrift.export.forms import FORMS, export_snapshot
from reinschrift.export.push import push_dataset, push_public
from reinschrift.project import Project, load_project
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from reinschrift.storage.objects import ObjectStorage
from tests.steps import rebuild_here
from tests.stores import all_of
from tests.texts import text_of

RESERVED, OPTED, BROKEN = "Vorbehaltenswort", "Widerspruchswort", "Bruchstückwort"
MAIL, PHONE, IBAN = "geheim.adresse@privat-person.example", "0171 5550199", "DE89 3704 0044 0532 0130 00"
PLANTED = (RESERVED, OPTED, BROKEN, MAIL, PHONE, IBAN, IBAN.replace(" ", ""))
DEBRIS = "Startseite | Kontakt | Impressum | Datenschutz"
REGISTER = """
[[source]]
name = "site"
files = "*.html"
license = "CC-BY-4.0"

[[source]]
name = "rows"
files = "*.jsonl"
license = "CC0-1.0"
leave_out = "opted-out.txt"
"""
PAGE = (
    "<html><head><title>Die Mühle {mail}</title>{head}</head><body><nav><a href='/'>Startseite</a> <a href='/k'>"
    "Kontakt</a> <a href='/i'>Impressum</a></nav><article><h1>Die Mühle</h1><p>{text}</p></article>"
    "<footer>Fragen an {mail} oder Tel. {phone}</footer></body></html>"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Pages of which one is reserved, rows of which one is opted out, one broken, and data of persons."""
    tmp_path = tmp_path_factory.mktemp("public")
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(REGISTER, encoding="utf-8")
    (raw / "opted-out.txt").write_text("https://leaver.example/\n", encoding="utf-8")
    for name, head, word in (("page", "", "Alltag"), ("kept", '<meta name="tdm-reservation" content="1">', RESERVED)):
        text = f"{text_of(40)} {word} {text_of(41)} Konto {IBAN}, Tel. {PHONE}"
        page = PAGE.format(head=head, text=text, mail=MAIL, phone=PHONE)
        (raw / f"{name}.html").write_text(page, encoding="utf-8")
    texts = {n: text_of(n) for n in range(6)}
    texts |= {3: f"{texts[3]} Schreiben Sie an {MAIL}.", 4: f"{DEBRIS}\n\n{texts[4]}", 5: texts[1]}
    rows = [{"text": text, "url": f"https://s{n}.example/", "author": f"Ada {MAIL}"} for n, text in texts.items()]
    rows.append({"text": f"{text_of(9)} {OPTED}", "url": "https://leaver.example/a", "title": OPTED, "author": OPTED})
    lines = [json.dumps(row) for row in rows] + [f'{{"text": "{BROKEN} {MAIL}']
    (raw / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = load_project(str(tmp_path))
    rebuild_here(made)
    return made


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what each file of a folder says, with its name; of Parquet the rows and the file's own bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(folder)), said(path.read_bytes())


def said(data: bytes) -> str:
    rows = repr(pq.read_table(io.BytesIO(data)).to_pylist()) if data[:4] == b"PAR1" else ""
    return rows + data.decode("utf-8", "replace")


def test_the_words_are_there_to_be_found(project: Project) -> None:
    """The ledger holds what was reserved; so the tests below can fail."""
    rows = reinschrift.open(project.output).removed.to_arrow().to_pylist()
    reasons = {row["reason"] for row in rows}
    assert {"rights_reserved", "opted_out", "unreadable", "email", "phone", "iban"} <= reasons
    assert RESERVED in repr(rows)
    assert reinschrift.open(project.output).documents.count() == 6


@pytest.mark.parametrize("form", FORMS)
def test_they_are_in_no_export(project: Project, tmp_path: Path, form: str) -> None:
    """Neither in rows, nor in names of files, nor in what is said beside them."""
    export_snapshot(LocalStorage(project.output), form, "latest", tmp_path / "x")
    found = [(name, word) for name, text in contents(tmp_path / "x") for word in PLANTED if word in name + text]
    assert found == []


def test_they_are_in_no_document_beside_a_snapshot(project: Project) -> None:
    """Report, card, sheets, credits, validation, manifest: everything but the table `removed` itself."""
    place = project.output / "snapshots" / "1.0.0"
    texts = {name: text for name, text in contents(place) if not name.startswith("removed/")}
    assert {"report.html", "README.md", "credits.jsonl", "manifest.0.json", "croissant.json"} <= texts.keys()
    assert [(name, word) for name, text in texts.items() for word in PLANTED if word in text] == []


def test_they_are_in_nothing_that_is_pushed_to_a_public_place(project: Project, address: str) -> None:
    """Every file of the store; it reads and verifies, the counts are those of here, and a second push sends nothing."""
    done = CliRunner().invoke(main, ["push", address, str(project.output), "--public", "--json"])
    assert done.exit_code == 0, done.output
    there = all_of(address)
    texts = {name: said(data) for name, data in there.items()}
    assert [(name, word) for name, text in texts.items() for word in PLANTED if word in text] == []
    assert not [name for name in there if name.startswith(("erasures/", "certificates/", "index/removed/"))]
    assert str(project.output.parent) not in texts["snapshots/1.0.0/manifest.0.json"]
    store = ObjectStorage(address)
    assert verify(store, read_manifest(store)) == []
    here, shared = (reinschrift.open(place).removed.to_arrow() for place in (project.output, address))
    assert shared.drop_columns("text").equals(here.drop_columns("text"))
    assert [row for row in shared.to_pylist() if row["reason"] == "menu" and row["text"]]
    assert reinschrift.open(address).documents.to_arrow().equals(reinschrift.open(project.output).documents.to_arrow())
    again = push_public(LocalStorage(project.output), store)
    assert (again["manifests"], again["objects"]) == ([], 0)
    assert not list((project.output / "work").glob("*public*"))


@pytest.mark.slow
def test_an_erasure_reaches_a_public_place(project: Project, address: str, tmp_path: Path) -> None:
    """What is erased later goes there as well, with what only the earlier revision named."""
    here, store = LocalStorage(shutil.copytree(project.output, tmp_path / "copy")), ObjectStorage(address)
    push_public(here, store)
    needle = text_of(2).split("\n\n")[0]
    assert [name for name, data in all_of(address).items() if needle in said(data)]
    erase(here, ["https://s2.example/"])
    push_public(here, store)
    assert [name for name, data in all_of(address).items() if needle in said(data)] == []
    assert verify(store, read_manifest(store)) == []


@pytest.mark.slow
def test_a_place_is_public_or_it_is_not(project: Project, address: str) -> None:
    """What was pushed with all texts is not called public, and all texts do not follow into a public place."""
    here, store = LocalStorage(project.output), ObjectStorage(address)
    push_dataset(here, store)
    with pytest.raises(CommitConflictError, match="with all texts"):
        push_public(here, store)
    other = ObjectStorage(f"{address}-public")
    push_public(here, other)
    with pytest.raises(CommitConflictError, match="without the texts"):
        push_dataset(here, other)
