"""The sheets of a snapshot say what it knows, leave open what it does not, and let nothing in them act."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pytest
import yaml
from click.testing import CliRunner

import reinschrift
from reinschrift.choices import Obtained
from reinschrift.cli import main
from reinschrift.export.credits import address_of
from reinschrift.export.documents import DOCUMENTS, complete_documents
from reinschrift.export.spdx import Licences
from reinschrift.export.training_content import tokens_entry
from reinschrift.export.training_sources import SECTIONS, entries_of_sources
from reinschrift.project import Project, load_project
from reinschrift.snapshot.manifest import read_manifest
from reinschrift.snapshot.statistics import SCHEMA, count_tables
from reinschrift.snapshot.statistics_files import read_statistics
from reinschrift.snapshot.verify import verify
from reinschrift.storage import LocalStorage
from tests.steps import rebuild_here
from tests.texts import text_of

TITLE = '=cmd|"/c calc"!A1 <script>x</script> [a](javascript:1)'
REGISTER = """
[[source]]
name = "named"
files = "named.jsonl"
license = "CC-BY-4.0"
rights = "allowed"
origin = "a <b>crawl</b> | of ours"
collected = { from = 2026-01-01, to = 2026-02-03 }

[[source]]
name = "free"
files = "free.jsonl"
license = "CC0-1.0"
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A snapshot of two sources: one whose licence asks for credit, one whose does not."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "reinschrift.toml").write_text("", encoding="utf-8")
    (raw / "sources.toml").write_text(REGISTER, encoding="utf-8")
    rows = [{"text": text_of(n), "url": f"https://s{n % 12}.example/{n}",
             "title": f"{TITLE} {n}",
             "author": "Ada Lauer",
             "published": f"20{10 + n % 5}-03-01"} for n in range(24)]  # fmt: skip
    (raw / "named.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (raw / "free.jsonl").write_text(json.dumps({"text": text_of(50), "title": "Frei"}) + "\n", encoding="utf-8")
    made = load_project(str(tmp_path))
    rebuild_here(made)
    return made


def document(project: Project, name: str) -> str:
    return (project.output / "snapshots" / "1.0.0" / name).read_text(encoding="utf-8")


def entries(project: Project, sheet: str = "ai_act_53_1_d") -> dict[str, dict[str, Any]]:
    return {entry["field"]: entry for entry in json.loads(document(project, "training-content.json"))[sheet]}


def test_each_is_the_same_each_time_and_verified(project: Project) -> None:
    """By its bytes, whoever makes it; one that was changed is named."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    for name, make in DOCUMENTS.items():
        assert make(storage, manifest) == (project.output / "snapshots" / "1.0.0" / name).read_bytes(), name
    assert verify(storage, manifest) == []
    (project.output / "snapshots" / "1.0.0" / "credits.jsonl").write_text("", encoding="utf-8")
    assert [fault.object for fault in verify(storage, manifest)] == ["snapshots/1.0.0/credits.jsonl"]


def test_a_snapshot_that_lacks_an_object_is_named(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    """Its documents cannot be made anew; what is there stays, and a warning says so."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    (project.output / "snapshots" / "1.0.0" / "derived.json").unlink()
    sheet = document(project, "datasheet.md")
    storage.path(manifest.tables["documents"][0].name("documents")).unlink()
    complete_documents(storage)
    assert "snapshot 1.0.0 were not made" in caplog.text
    assert document(project, "datasheet.md") == sheet


def test_the_sheet_of_the_ai_act_fills_what_is_known(project: Project) -> None:
    """Sizes, languages, sources, periods, domains by volume with the rule for small providers."""
    found = entries(project)
    counts = read_manifest(LocalStorage(project.output)).counts
    assert found["Size of the training data of the modality"]["value"]["documents"] == counts["kept"]["documents"]
    assert found["Languages"]["value"] == counts["languages"]
    assert found["Latest date of collection"]["value"] == "2026-02-03"
    assert found["Years of publication"]["value"] == [2010, 2014]
    assert [source["license"] for source in found["Sources of the data"]["value"]] == ["CC-BY-4.0", "CC0-1.0"]
    assert len(found["Top domains by volume"]["value"]) == 2  # a tenth of twelve, rounded up
    assert "first 1." in found["Top domains by volume"]["note"]


def test_the_sheets_have_every_section_in_order(project: Project) -> None:
    """Those of the Commission's template, and the twelve points of California's law."""
    sections = [entry["section"] for entry in json.loads(document(project, "training-content.json"))["ai_act_53_1_d"]]
    assert sections[1:] == sorted(sections[1:], key=lambda name: name.partition("-")[0])
    for section in ("1.1", "1.2", "1.3", "2.1", "2.2.1", "2.2.2", "2.3", "2.4", "2.5", "2.6", "3.1", "3.2", "3.3"):
        assert section in sections
    points = json.loads(document(project, "training-content.json"))["california_ab_2013"]
    assert [one["section"] for one in points] == [str(number) for number in range(1, 13)]
    (period,) = {one["section"]: one["value"] for one in points}["10"]
    assert period["to"] == "2026-02-03"


def test_sources_fill_the_section_that_the_register_names(project: Project) -> None:
    """A way of obtaining data is "none" only where every source says how it was obtained; domains are those crawled."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    statistics = read_statistics(storage, manifest)
    named, free = manifest.sources
    named = named | {"obtained": "crawled", "crawler": "Lesebot 1.0, respects robots.txt"}

    half = {one.field: one for one in entries_of_sources(replace(manifest, sources=[named, free]), statistics)}
    (crawled,) = half["Data crawled from websites"].value
    assert crawled["name"] == "named"
    assert crawled["crawler"] == "Lesebot 1.0, respects robots.txt"
    assert "Of 1 sources the register does not say" in half["Data crawled from websites"].note
    assert half["Public data sets"].value is None
    assert "strike those" in half["Top domains by volume"].note

    free = free | {"obtained": "public-dataset"}
    whole = {one.field: one for one in entries_of_sources(replace(manifest, sources=[named, free]), statistics)}
    assert [one["name"] for one in whole["Public data sets"].value] == ["free"]
    assert whole["Data from users"].value == whole["Data licensed by holders of rights"].value == "none"
    assert whole["Top domains by volume"].note.endswith("Over the sources that were crawled.")
    domains = {row["domain"] for row in read_domains(statistics, "named")}
    assert {one["domain"] for one in whole["Top domains by volume"].value} <= domains


def test_each_way_of_obtaining_has_its_section() -> None:
    """In the template's order, and a word in the page on the register."""
    assert tuple(SECTIONS) == get_args(Obtained)
    page = (Path(__file__).parents[3] / "raw" / "README.md").read_text(encoding="utf-8")
    assert all(f"\n| `{way}` | " in page for way in SECTIONS)


def read_domains(statistics: pa.Table, source: str) -> list[dict[str, object]]:
    """Return the rows of statistics that count the domains of a source."""
    is_asked = pc.and_(pc.equal(statistics["about"], "domains"), pc.equal(statistics["source"], source))
    rows: list[dict[str, object]] = statistics.filter(is_asked).to_pylist()
    return rows


def test_tokens_are_counted_by_name_and_have_a_class() -> None:
    """Of each tokenizer that was asked for; without one the field is open."""
    documents = pa.table({
        "source": ["s", "s"], "language": ["de", "de"], "split": ["train", "train"], "n_paragraphs": [1, 1],
        "n_chars": pa.array([10, 10], pa.int64()), "n_words": pa.array([2, 2], pa.int64()), "document_id": ["a", "b"],
        "token_counts": [[{"tokenizer": "own", "n_tokens": 10**9}], [{"tokenizer": "own", "n_tokens": 1}]],
    })  # fmt: skip
    paragraphs = pa.table({"document_id": ["a", "b"], "start": [0, 0], "end": [10, 10]})
    assert tokens_entry(count_tables(documents, paragraphs, pa.table({"n_chars": pa.array([], pa.int64())}))).value == [
        {"tokenizer": "own", "tokens": 10**9 + 1, "class": "1 billion to 10 trillion"}
    ]
    assert tokens_entry(SCHEMA.empty_table()).value is None


def test_what_only_others_know_is_left_open(project: Project) -> None:
    """By name, and never attested."""
    for field in (
        "Provider", "Names and versions of the model", "Signatory of the Code of Practice",
        "Synthetic data and the models that made it", "Data from users",
    ):  # fmt: skip
        assert entries(project)[field]["is_open"], field
    assert entries(project, "california_ab_2013")["Purchased or licensed"]["is_open"]
    assert document(project, "training-content.md").count("*open: only the provider of the model can say*") > 10


def test_credits_name_every_document_whose_licence_asks_for_it(project: Project) -> None:
    """Author, title, address, licence and change; none of public domain."""
    lines = [json.loads(line) for line in document(project, "credits.jsonl").splitlines()]
    assert len(lines) == 24
    assert {line["license"] for line in lines} == {"CC-BY-4.0"}
    assert {line["author"] for line in lines} == {"Ada Lauer"}
    assert all(line["url"] and line["title"] and line["changes"] for line in lines)
    assert {line["license_url"] for line in lines} == {"https://creativecommons.org/licenses/by/4.0/"}


@pytest.mark.parametrize(
    ("licence", "address"),
    [
        ("CC-BY-SA-3.0-DE", "https://creativecommons.org/licenses/by-sa/3.0/de/"),
        ("CC-BY-NC-ND-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("cc-by-3.0-IGO", "https://creativecommons.org/licenses/by/3.0/igo/"),
        ("ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0.html"),
        ("MIT", "https://spdx.org/licenses/MIT.html"),
        ("CDLA-Permissive-2.0", "https://spdx.org/licenses/CDLA-Permissive-2.0.html"),
        ("CC-BY as agreed with <b>Nord</b>", None),
        ("MIT-like, ask us", None),
        ("LicenseRef-house-1.0", None),
    ],
)
def test_a_credit_says_where_its_licence_stands(licence: str, address: str | None) -> None:
    """CC BY 4.0, 3(a)(1)(C) asks for the text of the licence or its address; of words of one's own there is none."""
    assert address_of(licence) == address


def test_expressions_of_licences_are_those_of_spdx() -> None:
    """NOASSERTION is no part of an expression, and what has no identifier has its words beside it."""
    licences = Licences("urn:x")
    assert licences.all_of(["unknown", "unknown"]) == "NOASSERTION"
    assert licences.all_of(["CC0-1.0", "CC-BY-4.0"]) == "CC-BY-4.0 AND CC0-1.0"
    mixed = licences.all_of(["CC-BY-4.0", "unknown", "Alle Rechte: Verlag Nord"])
    assert mixed == "CC-BY-4.0 AND LicenseRef-Alle-Rechte-Verlag-Nord AND LicenseRef-not-stated"
    element = licences.of(mixed)
    keys = {one["key"]: one["value"] for one in element["simplelicensing_customIdToUri"]}
    words = {one["spdxId"]: one["simplelicensing_licenseText"] for one in licences.texts.values()}
    assert words[keys["LicenseRef-Alle-Rechte-Verlag-Nord"]] == "Alle Rechte: Verlag Nord"
    assert "does not say" in words[keys["LicenseRef-not-stated"]]


def test_each_licence_in_words_has_an_identifier_of_its_own_whatever_the_order() -> None:
    """Kind: names that differ in signs or script alone; and an identifier that says already that it is one."""
    names = [
        "Rechte: Nord",
        "Rechte – Nord",
        "частная лицензия",
        "другая лицензия",
        "LicenseRef-house",
        "CC-BY-4.0 <b>",
    ]
    found = []
    for order in (names, names[::-1]):
        licences = Licences("urn:x")
        parts = licences.all_of(order).split(" AND ")
        words = {key: text["simplelicensing_licenseText"] for key, text in licences.texts.items()}
        assert {*parts} == {*words}
        assert sorted(words.values()) == sorted(names)
        assert all(re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]+", part) for part in parts)
        assert licences.all_of(["Rechte – Nord"]) in parts
        found.append(list(words.items()))
    assert found[0] == found[1]
    assert "LicenseRef-house" in dict(found[0])


def test_the_package_of_spdx_does_not_hang_on_the_hashes_of_python(tmp_path: Path) -> None:
    """Kind: what goes through a set comes out in another order in the next process."""
    code = (
        "from reinschrift.export.spdx import Licences; found = Licences('urn:x');"
        "print(found.all_of(['Eigene Rechte', 'b c', 'CC0-1.0', 'Wort der Rechte', 'unknown', 'x y z']), found.texts)"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=tmp_path,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2", "3", "4")
    }  # fmt: skip
    assert len(said) == 1


def test_a_date_of_some_sources_is_not_given_for_all(project: Project) -> None:
    """The register has a period of one of two; the sheets say that of the other it has none."""
    for found in (entries(project)["Latest date of collection"],
                  entries(project, "california_ab_2013")["Period of collection"]):  # fmt: skip
        assert found["value"]
        assert "of 1 of 2 sources it does not say when" in found["note"]


def test_a_period_is_shown_as_one(project: Project) -> None:
    """Of collection and of publication: no list as Python writes it."""
    text = document(project, "training-content.md")
    assert "| 2026-01-01 to 2026-02-03 |" in text
    assert "2010 to 2014" in text
    assert "\\['" not in text


def test_nothing_in_them_acts(project: Project) -> None:
    """Markup and formulas of a title or an origin are text in Markdown, JSON and YAML."""
    for name in ("training-content.md", "datasheet.md"):
        text = document(project, name)
        assert "<b>" not in text
        assert not re.search(r"(?m)^[=+@]", text)
    head = yaml.safe_load(document(project, "CITATION.cff"))
    assert head["version"] == "1.0.0"
    assert head["license"] == ["CC-BY-4.0", "CC0-1.0"]
    assert all(line.startswith("{") for line in document(project, "credits.jsonl").splitlines())


def test_an_erasure_takes_a_document_out_of_all_of_them(project: Project) -> None:
    """Its title, its address and its domain are in none."""
    rows = [json.loads(line) for line in document(project, "credits.jsonl").splitlines()]
    gone = [next(row for row in rows if row["url"].endswith(end)) for end in ("/7", "/19")]  # all of one site
    for row in gone:
        done = CliRunner().invoke(main, ["erase", row["url"], str(project.output)])
        assert done.exit_code == 0, done.output
    for name in DOCUMENTS:
        text = document(project, name)
        assert not [one for row in gone for one in (row["id"], row["url"], "s7.example") if one in text], name
    storage = LocalStorage(project.output)
    assert verify(storage, read_manifest(storage)) == []


REQUIRED = ("@context", "@type", "conformsTo", "name", "description", "license", "url", "creator", "datePublished",
            "distribution")  # fmt: skip


def test_croissant_has_what_the_standard_requires(project: Project) -> None:
    """Every field that 1.1 requires, each file with its hash, each flat column, and the fields on responsible AI."""
    found = json.loads(document(project, "croissant.json"))
    assert all(found.get(name) for name in (*REQUIRED, "version", "inLanguage", "recordSet", "usageInfo"))
    assert found["conformsTo"] == ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"]
    folder = project.output / "snapshots" / "1.0.0"
    files = [one for one in found["distribution"] if one["@type"] == "cr:FileObject"]
    assert {one["contentUrl"]: one["sha256"] for one in files} == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for table in (record["name"] for record in found["recordSet"])
        for path in (folder / table).glob("*.parquet")
    }
    fields = {field["name"] for field in found["recordSet"][0]["field"]}
    assert {"id", "text", "license", "n_chars"} <= fields
    assert found["prov:wasDerivedFrom"][0]["name"] == "named"
    assert found["license"] == ["https://spdx.org/licenses/CC-BY-4.0", "https://spdx.org/licenses/CC0-1.0"]
    assert {name for name in found if name.startswith("rai:")} > {"rai:dataCollection", "rai:dataLimitations"}


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_croissant_is_read_by_its_own_library(project: Project, tmp_path: Path) -> None:
    """Without an error or a warning, and its records are those of the snapshot."""
    reader = Path(sys.prefix) / "export" / "bin" / "python"
    if not reader.exists() or subprocess.run([reader, "-c", "import mlcroissant"], check=False).returncode:
        pytest.skip("mlcroissant is in the group `export`: make .venv/ready-export installs it")
    code = (
        "import json, sys, mlcroissant; found = mlcroissant.Dataset(jsonld=sys.argv[1]);"
        "issues = found.metadata.ctx.issues;"
        "print(json.dumps([[*issues.errors, *issues.warnings], [one['documents/id'].decode() for one in "
        "found.records('documents')]]))"
    )
    place = project.output / "snapshots" / "1.0.0" / "croissant.json"
    environment = {**os.environ, "HOME": str(tmp_path), "CROISSANT_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([reader, "-c", code, place], capture_output=True, text=True, check=True, env=environment)
    issues, ids = json.loads(done.stdout.splitlines()[-1])
    assert issues == []
    assert sorted(ids) == sorted(reinschrift.open(project.output).documents.to_arrow()["id"].to_pylist())


def test_spdx_names_what_the_profile_wants(project: Project) -> None:
    """Type, size, times, origin and both licences of the package; each file with its hash; sources with theirs."""
    graph = json.loads(document(project, "spdx.json"))["@graph"]
    by_type: dict[str, list[dict[str, Any]]] = {}
    for element in graph:
        by_type.setdefault(element["type"], []).append(element)
    (package,) = by_type["dataset_DatasetPackage"]
    wanted = ("dataset_datasetType", "originatedBy", "builtTime", "releaseTime", "software_downloadLocation",
              "software_primaryPurpose", "dataset_datasetSize")  # fmt: skip
    assert all(package[name] for name in wanted)
    expressions = {one["spdxId"]: one["simplelicensing_licenseExpression"]
                   for one in by_type["simplelicensing_LicenseExpression"]}  # fmt: skip
    licences = {one["relationshipType"]: expressions[one["to"][0]] for one in by_type["Relationship"]
                if one["from"] == package["spdxId"] and "License" in one["relationshipType"]}  # fmt: skip
    assert licences == {"hasDeclaredLicense": "CC-BY-4.0 AND CC0-1.0", "hasConcludedLicense": "NOASSERTION"}
    folder = project.output / "snapshots" / "1.0.0"
    assert {one["name"]: one["verifiedUsing"][0]["hashValue"] for one in by_type["software_File"]} == {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for table in ("documents", "paragraphs", "removed")
        for path in (folder / table).glob("*.parquet")
    }
    assert {one["name"] for one in by_type["software_Package"]} == {"named", "free"}


@pytest.mark.slow  # so that it runs where `make test-slow` has set up the readers of exports
def test_spdx_is_read_by_its_own_model(project: Project) -> None:
    """Every type, property and value is one that the official classes know, and every reference leads somewhere."""
    reader = Path(sys.prefix) / "export" / "bin" / "python"
    if not reader.exists() or subprocess.run([reader, "-c", "import spdx_python_model"], check=False).returncode:
        pytest.skip("spdx-python-model is in the group `export`: make .venv/ready-export installs it")
    code = (
        "import json, sys, spdx_python_model as s; m, found = s.load_data(json.load(open(sys.argv[1])));"
        "loose = found.link(); kinds = sorted({type(one).__name__ for one in found.foreach()});"
        "print(json.dumps([sorted(map(str, loose)), kinds, m.__name__]))"
    )
    place = project.output / "snapshots" / "1.0.0" / "spdx.json"
    done = subprocess.run([reader, "-c", code, place], capture_output=True, text=True, check=True)
    loose, kinds, model = json.loads(done.stdout)
    assert loose == []
    assert {"dataset_DatasetPackage", "SpdxDocument", "Relationship", "software_File"} <= set(kinds)
    assert model.endswith("v3_0_1")
