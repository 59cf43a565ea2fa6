"""A report is one page that holds all it needs, shows what was removed in its place, and lets nothing in it act."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from reinschrift.cli import main
from reinschrift.export.forms import FORMS, export_snapshot
from reinschrift.export.handed import Handed
from reinschrift.export.report import render, report_of
from reinschrift.export.report.html import escaped
from reinschrift.export.report.rules import WORDS
from reinschrift.export.report.samples import draw_samples
from reinschrift.export.report.sections import MOST, Facts
from reinschrift.project import Project, load_project
from reinschrift.snapshot.manifest import list_versions, read_manifest
from reinschrift.snapshot.statistics import MEASURES, SCHEMA
from reinschrift.snapshot.verify import repair, verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, write_file

ROOT = Path(__file__).parents[3]
PICTURES = os.environ.get("REINSCHRIFT_PICTURES")
"""The folder that keeps the pictures, if they are to be kept; read before the tests' environment is cleaned."""
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \x1b[31m =cmd|'/c calc'!A1 \u202e [x](javascript:1)"
MENU = "Startseite | Kontakt | Impressum | Über uns"
RESERVED, OPTED, PERSON = "Vorbehaltenswort", "Widerspruchswort", "geheim.adresse@privat-person.example"
PAGE = (
    "<html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Startseite</a> <a href='/k'>Kontakt</a> "
    "<a href='/i'>Impressum</a></nav><article><h1>{title}</h1><p>{text}</p></article><footer>Fragen an {person}"
    "</footer></body></html>"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Documents of a feed of lines, a page with a menu, one that is reserved, one that nobody may read."""
    raw = write_file(tmp_path / "raw", "a", range(6), {2: f"{text_of(2)}\n\n{HOSTILE}\n\n{text_of(30)}"})
    write_file(raw, "b", [3, 7])  # one of them a copy
    for name, head, word in (
        ("page", "", "Alltagswort"),
        ("reserved", '<meta name="tdm-reservation" content="1">', RESERVED),
    ):
        text = f"{text_of(40)} {word} {text_of(41)}"
        page = PAGE.format(title="Die Mühle", head=head, text=text, person=PERSON)
        (raw / f"{name}.html").write_text(page, encoding="utf-8")
    (raw / "broken.jsonl").write_text(f'{{"text": "{OPTED} {PERSON}\n', encoding="utf-8")
    made = project_of(raw, tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    return made


def report_file(project: Project, version: str = "1.0.0") -> Path:
    return project.output / "snapshots" / version / "report.html"


class Page(HTMLParser):
    """Collects tags with their attributes, and checks that they are closed in order."""

    VOID = frozenset({"meta", "link", "input", "rect"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that opens."""
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Hold a tag that closes to the one that opened last."""
        assert self.open.pop() == tag


def test_it_is_written_beside_the_snapshot_the_same_each_time(project: Project) -> None:
    """One file, small, that fetches nothing; again to the same bytes."""
    data = report_file(project).read_bytes()
    storage = LocalStorage(project.output)
    assert report_of(storage, read_manifest(storage)) == data
    assert len(data) < 5_000_000
    page = Page(data.decode())
    links = [str(one) for _, attributes in page.tags for name, one in attributes.items()
             if name in ("src", "href", "action", "srcset")]  # fmt: skip
    assert all(one.startswith(("#", "data:,")) for one in links)
    assert "default-src 'none'" in data.decode()
    assert not re.search(r"(?:url\(|@import|https?://)", re.sub(r"<main>.*</main>", "", data.decode(), flags=re.DOTALL))


def test_it_can_be_read_by_keyboard_and_aloud(project: Project) -> None:
    """Landmarks, one heading of the first order, a label for each control, a caption for each table, ids once."""
    page = Page(report_file(project).read_text(encoding="utf-8"))
    names = [tag for tag, _ in page.tags]
    assert names.count("main") == names.count("h1") == names.count("header") == names.count("nav") == 1
    assert dict(page.tags)["html"]["lang"] == "en"
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {attributes["for"] for tag, attributes in page.tags if tag == "label"}
    assert labelled == {attributes["id"] for tag, attributes in page.tags if tag in ("input", "select")}
    assert names.count("table") == names.count("caption") > 10
    assert not re.search(r"<th[^>]*></th>", report_file(project).read_text(encoding="utf-8"))
    links = {str(attributes["href"])[1:] for tag, attributes in page.tags if tag == "a"}
    assert links == {attributes["id"] for tag, attributes in page.tags if tag == "section"}


def test_its_colours_can_be_told_apart_in_light_and_dark() -> None:
    """4.5 to 1 for every text on what it stands on, as WCAG 2 has it."""
    text = resources.files("reinschrift.export.report").joinpath("style.css").read_text(encoding="utf-8")
    themes = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", text)]
    assert len(themes) == 2
    for theme in themes:
        for ink, paper in (("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("ink", "kept"), ("ink", "gone"),
                           ("goneink", "gone")):  # fmt: skip
            assert contrast(theme[ink], theme[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_samples_stand_in_their_place(project: Project) -> None:
    """What was removed is marked with its reason, between what was kept."""
    page = report_file(project).read_text(encoding="utf-8")
    assert re.search(r'<p class="gone"><b>removed, menu:</b> <del>[^<]*Startseite', page)
    assert re.search(r"<article><h4>document of .*?removed, (?:exact|near|normalised)_duplicate", page)
    assert "What a rule" not in page


def test_every_rule_of_validation_is_in_words(project: Project) -> None:
    """Each that a run checks; and the page says of each that it held, in how many rows."""
    outcomes = [one for one in read_manifest(LocalStorage(project.output)).validation["outcomes"]
                if one["engine"] == "arrow"]  # fmt: skip
    assert {one["expectation"] for one in outcomes} <= {*WORDS}
    page = report_file(project).read_text(encoding="utf-8")
    unique = next(one for one in outcomes if one["expectation"] == "expect_column_values_to_be_unique")
    n_rows = unique["rows_seen"]
    assert f"<td>id</td><td>every value is unique</td><td>held</td><td>{n_rows} of {n_rows}</td>" in page
    assert not re.search(r"expect[ _]|<td>[a-z ]* to be [a-z ]*</td>", page[page.index('id="validation"') :])


def test_a_rare_reason_has_samples_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kind: samples of a few objects miss what stands in the others."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    monkeypatch.setattr("reinschrift.export.report.samples.OBJECTS", 1)
    assert sum(item.n_rows > 0 for item in manifest.tables["removed"]) > 1
    reasons = {name.partition(":")[2] for name in manifest.counts["removed"]}
    assert {*draw_samples(storage, manifest)} == reasons


def test_hostile_content_does_nothing(project: Project) -> None:
    """Tags, controls and marks of direction of a document are text in the page."""
    text = report_file(project).read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<img" not in text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert escaped(f'{HOSTILE}"').count("<") == 0
    assert '"' not in escaped('a" onclick="x')


def test_what_may_not_be_handed_on_is_in_no_report_and_no_export(project: Project, tmp_path: Path) -> None:
    """Texts of what is reserved or unread, and addresses of persons: neither in text nor in Parquet."""
    planted = (RESERVED, OPTED, PERSON)
    snapshot = project.output / "snapshots" / "1.0.0"
    for name in ("report.html", "README.md", "validation.md"):
        assert not [one for one in planted if one in (snapshot / name).read_text(encoding="utf-8")], name
    storage = LocalStorage(project.output)
    rows = pq.read_table(snapshot / "removed").to_pylist()
    assert [row for row in rows if RESERVED in row["text"]]
    for form in FORMS:
        export_snapshot(storage, form, "latest", tmp_path / form)
        for path in (tmp_path / form).rglob("*.*"):
            if path.is_file():
                text = repr(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text("utf-8")
                assert not [one for one in planted if one in text], path
    assert str(tmp_path) not in (tmp_path / "folder" / "manifest.json").read_text(encoding="utf-8")
    kept = pq.read_table(tmp_path / "folder" / "removed").to_pylist()
    assert [(row["reason"], row["n_chars"]) for row in kept] == [(row["reason"], row["n_chars"]) for row in rows]
    assert [row for row in kept if row["reason"] == "menu" and row["text"]]
    export_snapshot(storage, "jsonl", "latest", tmp_path / "all", Handed(all_texts=True))
    assert RESERVED in (tmp_path / "all" / "removed.jsonl").read_text(encoding="utf-8")


def test_an_erasure_takes_its_text_out_of_the_report(project: Project) -> None:
    """At once, and the report that stands there then is whole."""
    place = str(report_file(project))
    needle = "Startseite"
    storage = LocalStorage(project.output)
    rows = pq.read_table(
        project.output / "snapshots" / "1.0.0" / "documents", columns=["id", "source_path"]
    ).to_pylist()
    (page,) = [row["id"] for row in rows if row["source_path"].endswith("page.html")]
    assert needle in Path(place).read_text(encoding="utf-8")
    assert CliRunner().invoke(main, ["erase", page, str(project.output)]).exit_code == 0
    assert needle not in Path(place).read_text(encoding="utf-8")
    assert verify(storage, read_manifest(storage)) == []


def test_a_damaged_report_is_found_and_made_anew(project: Project) -> None:
    """By verify, by a rebuild that has nothing else to do, and by the command that opens it."""
    storage = LocalStorage(project.output)
    data = report_file(project).read_bytes()
    for mend in (lambda: rebuild_here(project), lambda: opened(project)):
        report_file(project).write_bytes(data + b" ")
        faults = verify(storage, read_manifest(storage), contract=False)
        assert [fault.object for fault in faults] == ["snapshots/1.0.0/report.html"]
        repair(storage, read_manifest(storage), faults)
        mend()
        assert report_file(project).read_bytes() == data


def opened(project: Project) -> Path:
    done = CliRunner().invoke(main, ["report", str(project.output), "--json"])
    assert done.exit_code == 0, done.output
    return Path(json.loads(done.stdout)["report"])


def test_the_command_names_the_page(project: Project, tmp_path: Path) -> None:
    """Beside the snapshot, or where the user wants it."""
    assert opened(project) == report_file(project)
    done = CliRunner().invoke(main, ["report", str(project.output), "--output", str(tmp_path / "x.html"), "--no-open"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x.html").read_bytes() == report_file(project).read_bytes()


def test_the_next_report_compares(project: Project, tmp_path: Path) -> None:
    """With the snapshot before: what grew and what fell."""
    write_file(tmp_path / "raw", "c", range(20, 24))
    rebuild_here(project)
    version = list_versions(LocalStorage(project.output))[-1]
    page = report_file(project, version).read_text(encoding="utf-8")
    assert "Kept, against 1.0.0" in page
    assert "Nothing is lost or changed beyond what may change." in page
    assert "guards.language_shift" in page


def counted(column: str, numbers: dict[Any, int]) -> pa.Table:
    """Return statistics of documents by one column."""
    rows = [{"about": "documents", column: name, **dict.fromkeys(MEASURES[:4], n)} for name, n in numbers.items()]
    return pa.Table.from_pylist(rows, SCHEMA)


def test_of_many_years_those_with_most_documents_are_shown(project: Project) -> None:
    """Kind: what is sorted by name and then cut hides the largest. Years stand in order, the others are counted."""
    numbers = dict.fromkeys(range(1500, 2027), 1) | dict.fromkeys(range(2000, 2027), 500)
    page = render(facts_of(project, counted("year", numbers))).decode()
    (table,) = re.findall(r"<caption>Documents by year of publication.*?</table></div>(?:<p>.*?</p>)?", page, re.DOTALL)
    years = [int(one) for one in re.findall(r"<tr><td>(\d{4})</td>", table)]
    assert years == sorted(years)
    assert {*range(2000, 2027)} <= {*years}
    assert f"and {527 - MOST} more" in table


def test_of_many_changes_the_largest_are_shown(project: Project) -> None:
    """Likewise, whether more or less; how many others there are is said."""
    before = counted("source", {f"a{n:03}": 5 for n in range(300)} | {"zebra": 900, "zoo": 1})
    after = counted("source", {f"a{n:03}": 6 for n in range(300)} | {"zoo": 700})
    facts = facts_of(project, after)
    page = render(facts._replace(parent=facts.manifest, before=before)).decode()
    (table,) = re.findall(
        r"<caption>Documents by source, where changed.*?</table></div>(?:<p>.*?</p>)?", page, re.DOTALL
    )
    assert re.findall(r"<tr><td>(\w+)</td>", table)[:3] == ["zebra", "zoo", "a000"]
    assert f"and {302 - MOST} more" in table


def facts_of(project: Project, statistics: pa.Table) -> Facts:
    """Return what a report says, with other statistics."""
    return Facts(read_manifest(LocalStorage(project.output)), statistics, None, None, {})


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed: apt-get install chromium")
def test_search_and_filter_work_in_a_browser(project: Project, tmp_path: Path) -> None:
    """In headless Chromium: no error in the console, and only samples that fit are left."""
    page = report_file(project).read_text(encoding="utf-8")
    said = in_chromium(page, tmp_path)
    every = int(re.search(r'id="found" role="status">(\d+) samples?', said)[1])  # type: ignore[index]
    assert every == page.count("<article>")
    drive = (
        "<script>document.getElementById('search').value = 'STARTSEITE';"
        "document.getElementById('search').dispatchEvent(new Event('input'));</script></body>"
    )
    free = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("</body>", drive)
    said = in_chromium(free, tmp_path)
    assert 0 < int(re.search(r'id="found" role="status">(\d+) samples?', said)[1]) < every  # type: ignore[index]
    assert "hidden" in said


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_it_looks_right_and_keeps_nobody_out(tmp_path: Path) -> None:
    """In Chromium, wide and light, narrow and dark: nothing serious for axe, nothing asked for, no column of letters.

    The pictures that the pages show are made here; `make pictures` keeps them.
    """
    reader = Path(sys.prefix) / "export" / "bin" / "python"
    has_driver = "import playwright, axe_playwright_python"
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    if not reader.exists() or subprocess.run([reader, "-c", has_driver], check=False).returncode:
        pytest.skip("playwright is in the group `export`: make .venv/ready-export installs it")
    made = load_project(str(ROOT), ["paths.dataset=sample"], (), str(tmp_path / "sample"))
    rebuild_here(made)
    pictures = ROOT / PICTURES if PICTURES else tmp_path
    command = [str(reader), str(ROOT / "tests" / "read_report.py"), str(report_file(made)), str(pictures), "Startseite"]
    found = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=300).stdout)
    assert found["serious"] == []
    assert found["console"] == found["requests"] == []
    assert found["wide"] == [0, 0]  # the page itself never scrolls sideways
    assert min(found["narrowest"]) >= 90
    assert re.fullmatch(r"[1-9]\d* samples?", found["found"])
    assert found["focus"] == "reason"
    texts = "".join((ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "docs/snapshots.md"))
    for name in ("report", "report-samples", "report-dark-phone"):
        assert (pictures / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        shown = ROOT / "docs" / "images" / f"{name}.png"
        assert size_of(shown) == size_of(pictures / f"{name}.png")
        assert f"images/{name}.png" in texts


def size_of(picture: Path) -> tuple[int, int]:
    """Return the width and the height of a PNG."""
    data = picture.read_bytes()
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def in_chromium(page: str, folder: Path) -> str:
    """Return the page as it is after its scripts have run; nothing may be said on the console."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom",
               f"--user-data-dir={folder / 'profile'}", (folder / "page.html").as_uri()]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "CONSOLE" not in done.stderr, done.stderr
    return done.stdout


def test_a_version_that_was_rolled_back_to_has_its_own(project: Project, tmp_path: Path) -> None:
    """Documents of the new number are there at once."""
    write_file(tmp_path / "raw", "c", range(20, 24))
    rebuild_here(project)
    done = CliRunner().invoke(main, ["rollback", "1.0.0", str(project.output), "--json"])
    assert done.exit_code == 0, done.output
    version = json.loads(done.stdout)["version"]
    assert report_file(project, version).exists()
    assert verify(LocalStorage(project.output), read_manifest(LocalStorage(project.output), version)) == []
