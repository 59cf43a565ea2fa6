"""Erasing by site, author, phrase and hash; what it would do; its certificate; copies that follow."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import reinschrift
from reinschrift.cli import main
from reinschrift.project import Project
from reinschrift.snapshot.manifest import list_versions
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

BLOG = "https://blog.example/anna"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two snapshots: a newspaper, and three posts of one author; the second has a copy of article 4."""
    write_file(tmp_path / "raw", "a", range(6))
    posts = [{"text": text_of(20 + n), "url": f"{BLOG}/{n}", "author": "Anna Weiß"} for n in range(3)]
    (tmp_path / "raw" / "p.jsonl").write_text("".join(json.dumps(post) + "\n" for post in posts))
    made = project_of(tmp_path / "raw", tmp_path / "out", "snapshot.shard_mb=0.001")
    rebuild_here(made)
    (tmp_path / "raw" / "z.jsonl").write_text(json.dumps({"text": text_of(4), "url": url_of(99)}) + "\n")
    rebuild_here(made)
    return made


def run(*arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)
    return found


def urls_of(project: Project, version: str = "latest") -> set[str]:
    return set(reinschrift.open(project.output, version).documents.to_arrow()["url"].to_pylist())


def posts() -> set[str]:
    return {f"{BLOG}/{n}" for n in range(3)}


@pytest.mark.parametrize(
    ("kind", "key", "taken"),
    [
        ("site", "blog.example", posts()),
        ("site", "blog.example/anna/", posts()),
        ("author", "anna weiss", posts()),
        ("phrase", text_of(21).split("\n\n")[2], {f"{BLOG}/1"}),
        ("hash", None, {url_of(2)}),
    ],
)
def test_what_a_key_names_goes_and_stays_out(project: Project, kind: str, key: str | None, taken: set[str]) -> None:
    """Out of every snapshot, and of a full rebuild afterwards; the dry run says just that."""
    if key is None:
        rows = reinschrift.open(project.output).documents.to_arrow().to_pylist()
        key = next(row["text_sha256"] for row in rows if row["url"] in taken)
    before = {version: urls_of(project, version) for version in list_versions(LocalStorage(project.output))}
    planned = run("erase", key, "--as", kind, "--dry-run", str(project.output))
    assert {one["url"] for one in planned["documents"]} == taken
    assert all(urls_of(project, version) == urls for version, urls in before.items())
    record = run("erase", key, "--as", kind, str(project.output))
    assert set(record["ids"]) == {one["id"] for one in planned["documents"]}
    for version, urls in before.items():
        assert urls_of(project, version) == urls - taken
    rebuild_here(project)
    assert urls_of(project) == list(before.values())[-1] - taken


def test_a_page_may_be_named_without_its_scheme(project: Project) -> None:
    """As people write addresses in letters; the page is the same with a scheme or without."""
    plan = run("erase", f"www.{BLOG.partition('://')[2]}/1", str(project.output), "--dry-run")
    assert [one["url"] for one in plan["documents"]] == [f"{BLOG}/1"]


def test_a_key_that_names_nothing_is_refused(project: Project) -> None:
    """And a hash that is none."""
    for arguments in (("nobody.example", "--as", "site"), ("abc", "--as", "hash")):
        result = CliRunner().invoke(main, ["erase", *arguments, str(project.output)])
        assert result.exit_code != 0
        assert "othing was erased" in result.output


def test_a_list_goes_on_where_a_key_names_nothing(project: Project, tmp_path: Path) -> None:
    """Somebody else's list has hashes of texts that were never read; their places in the list are said."""
    hashes = reinschrift.open(project.output).documents.where(author="Anna Weiß").to_arrow()["text_sha256"].to_pylist()
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(["0" * 64, hashes[0], "1" * 64, hashes[1]]))
    planned = run("erase", str(listed), "--as", "hash", "--dry-run", str(project.output))
    assert (len(planned["documents"]), planned["without"]) == (2, [1, 3])
    result = CliRunner().invoke(main, ["erase", str(listed), "--as", "hash", str(project.output)])
    assert "2 keys of the list found nothing that was read: number 1, 3" in result.output
    assert len(posts() & urls_of(project)) == 1
    listed.write_text("\n".join(["0" * 64, "1" * 64]))
    result = CliRunner().invoke(main, ["erase", str(listed), "--as", "hash", str(project.output)])
    assert result.exit_code == 2
    assert "nor of the 1 others" in result.output


@pytest.mark.slow
def test_the_dry_run_names_copies_that_would_stay(project: Project) -> None:
    """With --copies they would go, too."""
    kept = run("erase", url_of(4), "--dry-run", str(project.output))
    assert len(kept["copies_that_stay"]) == 1
    every = run("erase", url_of(4), "--dry-run", "--copies", str(project.output))
    assert {one["id"] for one in every["documents"]} == {kept["documents"][0]["id"], *kept["copies_that_stay"]}
    shown = CliRunner().invoke(main, ["erase", url_of(4), "--dry-run", str(project.output)]).output
    assert "1 document would go" in shown
    assert "--copies" in shown


@pytest.mark.slow
def test_documents_that_quote_it_go_by_choice(project: Project) -> None:
    """The dry run counts them; with --quotes they go, from later snapshots, too; short paragraphs do not count."""
    paragraphs = text_of(21).split("\n\n")
    quote = max(paragraphs, key=len)
    short = "So war es damals."
    raw = Path(project.paths[0])
    rows = [
        {"text": f"{text_of(40)}\n\nAnna Weiß schrieb: „{quote.upper()}“", "url": "https://c.example/quotes"},
        {"text": f"{text_of(41)}\n\n{short}", "url": "https://c.example/other"},
    ]
    (raw / "q.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    rebuild_here(project)
    assert {"https://c.example/quotes", "https://c.example/other"} <= urls_of(project)
    planned = run("erase", f"{BLOG}/1", "--dry-run", str(project.output))
    assert len(planned["quoting_that_stay"]) == 1
    shown = CliRunner().invoke(main, ["erase", f"{BLOG}/1", "--dry-run", str(project.output)]).output
    assert "1 other documents hold a paragraph of it; --quotes erases them" in shown
    every = run("erase", f"{BLOG}/1", "--dry-run", "--quotes", str(project.output))
    assert {one["url"] for one in every["documents"]} == {f"{BLOG}/1", "https://c.example/quotes"}
    assert every["quoting_that_stay"] == []
    before = urls_of(project)
    run("erase", f"{BLOG}/1", "--quotes", str(project.output))
    rebuild_here(project)
    assert before - urls_of(project) == {f"{BLOG}/1", "https://c.example/quotes"}
    assert run("find", quote, str(project.output))["found"] == []


def test_who_stands_in_a_text_unmasked_goes_by_address_or_number(tmp_path: Path) -> None:
    """Of a source whose personal data stays; no error, record or certificate repeats what was asked for."""
    (tmp_path / "raw").mkdir()
    rows = [{"text": f"{text_of(1)} Fragen an anna@weiss.example bis Montag."},
            {"text": f"{text_of(2)} Fragen unter +49 89 1234567 bis Montag."}, {"text": text_of(3)}]  # fmt: skip
    (tmp_path / "raw" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    made = project_of(tmp_path / "raw", tmp_path / "out", "stages.personal.emails=count",
                      "stages.personal.phones=count")  # fmt: skip
    rebuild_here(made)
    assert reinschrift.open(made.output).documents.count() == 3
    for kind, key in (("email", "Anna@Weiss.example"), ("phone", "089/1234567")):
        record = run("erase", key, "--as", kind, str(made.output))
        assert len(record["ids"]) == 1
        assert key not in json.dumps(record)
        again = CliRunner().invoke(main, ["erase", key, "--as", kind, str(made.output)])
        assert again.exit_code != 0
        assert key not in again.output
    assert reinschrift.open(made.output).documents.count() == 1
    text = "".join(path.read_text() for path in (made.output / "certificates").iterdir())
    assert "weiss" not in text.lower()
    assert "1234567" not in text


def test_what_is_no_part_of_the_dataset_is_named(project: Project) -> None:
    """Nobody knows what is in it; the certificate and the command say that it was not reached."""
    (project.output / "exports").mkdir()
    record = run("erase", f"{BLOG}/1", str(project.output))
    assert record["foreign"] == ["exports"]
    certificate = (project.output / "certificates" / f"{record['ref']}.md").read_text()
    assert "- exports in the dataset's folder, which is no part of it" in certificate
    shown = CliRunner().invoke(main, ["erase", f"{BLOG}/2", str(project.output)]).output
    assert "Not touched: exports in the dataset's folder" in shown
    (project.output / "exports").rmdir()
    assert run("erase", f"{BLOG}/0", str(project.output))["foreign"] == []


def test_the_certificate_proves_it_and_tells_nothing(project: Project) -> None:
    """Hashes of the manifests before and now are those of the files; neither text nor URL stands in it."""
    record = run("erase", f"{BLOG}/1", "--reason", "letter 12", str(project.output))
    storage = LocalStorage(project.output)
    certificate = json.loads(storage.read(f"certificates/{record['ref']}.json"))
    assert certificate["documents"] == record["ids"]
    assert certificate["reason"] == "letter 12"
    assert [one["version"] for one in certificate["snapshots"]] == list_versions(storage)
    for one in certificate["snapshots"]:
        folder = f"snapshots/{one['version']}/manifest"
        assert storage.sha256(f"{folder}.{one['revision']}.json") == one["manifest_now"]
        assert storage.sha256(f"{folder}.{one['revision'] - 1}.json") == one["manifest_before"]
    for name in (f"certificates/{record['ref']}.json", f"certificates/{record['ref']}.md", "retractions.jsonl"):
        text = storage.read(name).decode()
        assert "blog.example" not in text
        assert text_of(21)[:30] not in text


def test_a_certificate_does_nothing_where_it_is_read(project: Project) -> None:
    """A reason and the name of a stray file are shown in the Markdown, and are data in the JSON."""
    reason, stray = "a\x1b[31m <script>alert(1)</script>\n# b [x](javascript:1)", "<b>\x1b[31m.zip"
    (project.output / stray).touch()
    record = run("erase", f"{BLOG}/1", "--reason", reason, str(project.output))
    place = project.output / "certificates" / record["ref"]
    shown = place.with_suffix(".md").read_text()
    assert not [sign for sign in shown if sign < " " and sign != "\n"]
    assert r"Reason: a \[31m &lt;script&gt;alert(1)&lt;/script&gt; # b \[x\](javascript\:1)" in shown
    assert r"- &lt;b&gt; \[31m.zip in the dataset's folder" in shown
    told = json.loads(place.with_suffix(".json").read_text())
    assert told["reason"] == reason
    assert told["not_reached"][-1].startswith(stray)


@pytest.mark.parametrize("form", ["folder", "jsonl", "huggingface", "delta"])
def test_a_copy_follows_by_the_retractions(project: Project, tmp_path: Path, form: str) -> None:
    """Afterwards it holds what an export made now holds, but for rows that say what was erased; twice is once."""
    copy = tmp_path / "copy"
    run("export", "--format", form, "--output", str(copy), str(project.output))
    run("erase", f"{BLOG}/1", str(project.output))
    assert any(text_of(21)[:30] in read(file) for file in files(copy))
    described = run("apply-retractions", str(project.output), str(copy))
    assert sum(described["rows"].values()) > 0
    assert described["failed"] == {}
    assert not any(text_of(21)[:30] in read(file) for file in files(copy))
    assert any(text_of(2)[:30] in read(file) for file in files(copy))
    assert run("apply-retractions", str(project.output), str(copy))["rows"] == {}


def test_the_log_of_a_delta_table_follows_its_files(project: Project, tmp_path: Path) -> None:
    """It says of each file the size and the rows that it has now; beside a checkpoint it says that it cannot."""
    copy = tmp_path / "copy"
    run("export", "--format", "delta", "--output", str(copy), str(project.output))
    run("erase", f"{BLOG}/1", str(project.output))
    shutil.copytree(copy, tmp_path / "other")
    (tmp_path / "other" / "documents" / "_delta_log" / "_last_checkpoint").write_text("{}")
    assert run("apply-retractions", str(project.output), str(copy))["rows"]
    for log in copy.glob("*/_delta_log/*.json"):
        added = [one["add"] for one in map(json.loads, log.read_text().splitlines()) if "add" in one]
        for add in added:
            file = log.parents[1] / add["path"]
            assert add["size"] == file.stat().st_size
            assert json.loads(add["stats"])["numRecords"] == pq.read_metadata(file).num_rows
    result = CliRunner().invoke(main, ["apply-retractions", str(project.output), str(tmp_path / "other")])
    assert result.exit_code == 1
    assert "checkpoint" in result.output


@pytest.mark.parametrize(("form", "name"), [("csv", r"documents\.csv"), ("markdown", r"\w+/\w+\.md")])
def test_files_of_other_forms_are_named(project: Project, tmp_path: Path, form: str, name: str) -> None:
    """The text stays in them, so the command fails and says which they are; all that it can follow is done."""
    copy = tmp_path / "copy"
    run("export", "--format", form, "--output", str(copy), str(project.output))
    run("export", "--format", "huggingface", "--output", str(copy / "hub"), str(project.output))
    run("erase", f"{BLOG}/1", str(project.output))
    result = CliRunner().invoke(main, ["apply-retractions", str(project.output), str(copy)])
    assert result.exit_code == 1
    assert re.search(rf"forms that this command does not follow: {name}", result.output)
    assert "export again, or delete by hand" in result.output
    assert "README.md" not in result.output
    assert not any(text_of(21)[:30] in read(file) for file in files(copy))


@pytest.mark.slow
def test_a_copy_without_ids_follows_by_the_hash_of_the_text(project: Project, tmp_path: Path) -> None:
    """A file that somebody made of the texts alone."""
    rows = reinschrift.open(project.output).documents.select("text").to_arrow()
    (tmp_path / "mine").mkdir()
    pq.write_table(rows, tmp_path / "mine" / "texts.parquet")
    run("erase", f"{BLOG}/1", str(project.output))
    retractions = tmp_path / "retractions.jsonl"
    shutil.copyfile(project.output / "retractions.jsonl", retractions)
    described = run("apply-retractions", str(retractions), str(tmp_path / "mine"))
    assert described["rows"] == {"texts.parquet": 1}
    assert pq.read_table(tmp_path / "mine" / "texts.parquet").num_rows == rows.num_rows - 1


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in {".parquet", ".jsonl"}]


def read(path: Path) -> str:
    return repr(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8")
