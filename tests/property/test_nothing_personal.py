"""What may not be kept is kept nowhere: values planted in every field, form and failure are in no file afterwards."""

from __future__ import annotations

import gzip
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from reinschrift.project import Project
from tests.steps import project_of, rebuild_here
from tests.unit.sources.readers.warc_files import packed, response

EMAIL = "petra.kolb-{}@verein-beispiel.de"
PHONE, IBAN = "0171 2345678", "DE89 3704 0044 0532 0130 00"
SECRETS = ("verein-beispiel", "2345678", "0532 0130")
PROSE = (
    "Der Verein trifft sich jeden Mittwoch im Gasthaus zur Post, und neue Mitglieder sind willkommen, ohne sich "
    "anzumelden. Im Sommer sitzen alle im Garten, im Winter am Ofen, und wer mag, bringt ein Spiel mit."
)


def mail(n: object) -> str:
    return EMAIL.format(n)


def write_raw(raw: Path) -> None:
    """Plant a value in each field of each format, in debris, in pages, and in what cannot be read."""
    raw.mkdir()
    record = {
        "title": f"Kontakt: {mail('title')}",
        "author": f"Petra Kolb <{mail('author')}>",
        "site_name": f"Seite von {mail('site')}",
        "license": f"frei nach Rückfrage bei {mail('license')}",
        "url": f"https://beispiel.example/konto?mail={mail('url').replace('@', '%40')}&tel=01712345678",
        "id": mail("record"),
        "text": f"{PROSE}\n\n{mail('text')} oder {PHONE} oder {IBAN}",
    }
    lines = [
        json.dumps(record, ensure_ascii=False),
        json.dumps(record | {"id": 2, "text": "", "title": f"Leer {mail('empty')}"}, ensure_ascii=False),
        '{"text": "unlesbar ' + mail("broken"),
        json.dumps(["keine", mail("list")]),
        json.dumps({"id": 5, "text": {"tief": mail("nested")}, "author": f"Tel. {PHONE}"}, ensure_ascii=False),
    ]
    (raw / "a.jsonl").write_text("\n".join(lines), "utf-8")
    (raw / "rows.csv").write_text(
        f'text,title,author\n{PROSE},Frage an {mail("csv")},Tel. {PHONE}\n"offen {mail("quote")},x\n', "utf-8"
    )
    debris = f"Schreibe einen Kommentar\nKontakt: {mail('debris')} Telefon {PHONE}\nTeilen\nImpressum\n"
    (raw / "page.txt").write_text(f"Menü\nStartseite\n{debris}\n{PROSE}\n\n{PROSE[::-1]}\n\n{debris}", "utf-8")
    (raw / "head.txt").write_text(f"Rückfragen an {PHONE} oder {mail('head')}\n\n{PROSE}\n", "utf-8")
    page = (
        f'<html><head><title>Seite {mail("t")}</title><meta name="author" content="{mail("meta")}">'
        f'<meta name="dc.rights" content="Rechte: {mail("rights")}"><link rel="canonical" href="https://beispiel.example/'
        f'?mail={mail("canonical")}"></head><body><nav>{mail("nav")}</nav><h1>Verein</h1><p>{PROSE}</p>'
        f'<p><a href="mailto:{mail("href")}">{mail("link")}</a> {PHONE}</p><footer>Alle Rechte vorbehalten, '
        f"{mail('footer')}</footer></body></html>"
    )
    (raw / "page.html").write_text(page, "utf-8")
    with zipfile.ZipFile(raw / "docs.zip", "w") as archive:
        archive.writestr("a.txt", f"{PROSE} Mehr bei {mail('zip')}.")
        archive.writestr("b.jsonl", '{"text": "kaputt ' + mail("zipbroken"))
        archive.writestr(f"{mail('member')}.txt", f"{PROSE} Dieser lag unter einer Adresse im Archiv.")
        archive.writestr(f"{mail('member')}.gz", b"kein gzip")
    (raw / "cut.jsonl.gz").write_bytes(gzip.compress(("\n".join(lines) * 50).encode())[:-40])
    pq.write_table(pa.table({"text": [f"{PROSE} {mail('parquet')}"], "author": [mail("pa")]}), raw / "t.parquet")
    (raw / "site.warc.gz").write_bytes(packed(*site_files()))
    (raw / "notes.bin").write_bytes(bytes(range(256)) * 4 + mail("binary").encode())


def site_files() -> Iterator[bytes]:
    """Yield a page and what its site says to robots, with whom to ask in each."""
    yield response(f"<p>{PROSE} Aus einem Archiv.</p>".encode(), 1, url="https://beispiel.example/1")
    rsl = (
        '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">search</prohibits>'
        f'<legal type="contact">{mail("legal")}</legal></license><copyright contactEmail="{mail("rsl")}"/>'
        "</content></rsl>"
    )
    policy = [{"location": "/x", "tdm-reservation": 1, "tdm-policy": f"https://beispiel.example/{mail('tdm')}"}]
    files = {
        "robots.txt": f"# Fragen an {mail('robots')}\nUser-agent: *\nDisallow: /konto/{mail('rule')}\n",
        "ai.txt": f"# {mail('ai')}\nUser-Agent: *\nDisallow: *.pdf\n",
        ".well-known/tdmrep.json": json.dumps(policy),
        "license.xml": rsl,
    }
    for n, (name, text) in enumerate(files.items()):
        kind = "application/xml" if name.endswith("xml") else "text/plain"
        yield response(text.encode(), n + 2, f"Content-Type: {kind}", url=f"https://beispiel.example/{name}")


def texts_of(path: Path) -> Iterator[str]:
    """Yield everything that a file says, decoded: columns of tables, members, what is packed."""
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    if data[:4] == b"PAR1":
        table = pq.read_table(path)
        yield json.dumps(table.to_pylist(), ensure_ascii=False, default=str)
    elif data[:4] == b"\x28\xb5\x2f\xfd":
        yield zstandard.ZstdDecompressor().decompressobj().decompress(data).decode("utf-8", "replace")
    elif data[:2] == b"\x1f\x8b":
        yield zlib.decompressobj(31).decompress(data).decode("utf-8", "replace")  # what there is of one cut off


def found_in(folder: Path) -> list[tuple[str, str]]:
    """Return each file that holds a planted value, with what stands around it."""
    hits = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        for text in texts_of(path):
            hits += [
                (str(path.relative_to(folder)), text[max(0, at - 60) : at + 30])
                for secret in SECRETS
                if (at := text.replace("%40", "@").find(secret)) >= 0
            ]
    return hits


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("personal")
    write_raw(folder / "raw")
    project = project_of(folder / "raw", folder / "out", "run.max_bad_files=20")
    rebuild_here(project)
    return project


def test_planted_values_are_in_no_file(project: Project) -> None:
    """Work folders, measured records, objects, manifests, decisions and caches are all searched, decoded."""
    assert list(project.output.glob("work/measured-*/documents.parquet"))
    assert found_in(project.output) == []


def test_the_search_finds_what_is_there(project: Project, tmp_path: Path) -> None:
    """The raw files hold the values, so the search above can fail."""
    hits = {name for name, _ in found_in(Path(project.paths[0]))}
    assert {"a.jsonl", "rows.csv", "page.txt", "page.html", "t.parquet"} <= hits
