"""The statistics of a snapshot count what its tables hold, whatever the cut, and nothing of what was erased."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import reinschrift
from reinschrift.cli import main
from reinschrift.cli.print_statistics import print_statistics
from reinschrift.contract import load_contract
from reinschrift.project import Project
from reinschrift.snapshot.erase import erase
from reinschrift.snapshot.manifest import STATISTICS, read_manifest, read_manifests
from reinschrift.snapshot.statistics import (
    ABOUT,
    SCHEMA,
    SHARES,
    SIZES,
    add_up,
    count_opt_outs,
    count_tables,
    negative,
    sum_by,
)
from reinschrift.snapshot.statistics_files import count_snapshot, read_statistics, write_statistics
from reinschrift.snapshot.validate import examine_tables
from reinschrift.snapshot.verify import ARROW, verify
from reinschrift.storage import LocalStorage
from tests.steps import project_of, rebuild_here
from tests.texts import text_of, url_of, write_file

OVERRIDES = ("snapshot.shard_mb=0.001", "snapshot.test_share=0.4")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A snapshot of twelve documents in several shards, one of them broken, one a copy, one on a site of its own."""
    raw = write_file(tmp_path / "raw", "a", range(6))
    write_file(raw, "b", range(6, 11))
    lines = [
        json.dumps({"text": text_of(3), "url": url_of(77)}),
        json.dumps({"text": text_of(12), "url": "https://einmalig.example/brief", "published": "2019-05-04"}),
        '{"text": "broken',
    ]
    (raw / "c.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    made = project_of(raw, tmp_path / "out", *OVERRIDES)
    rebuild_here(made)
    return made


def statistics_of(project: Project) -> pa.Table:
    storage = LocalStorage(project.output)
    return read_statistics(storage, read_manifest(storage))


def test_they_count_what_the_tables_hold(project: Project) -> None:
    """Documents by source and language, removed rows by reason, paragraphs by kind: as the tables themselves say."""
    found = statistics_of(project)
    snapshot = reinschrift.open(project.output)
    documents = snapshot.documents.to_arrow().to_pylist()
    by = {row["language"]: row for row in sum_by(found, ["language"]).to_pylist()}
    assert {tag: row["n_chars"] for tag, row in by.items()} == {
        tag: sum(one["n_chars"] for one in documents if one["language"] == tag) for tag in by
    }
    assert sum(row["n_words"] for row in by.values()) == sum(one["n_words"] for one in documents)
    removed = snapshot.removed.to_arrow().to_pylist()
    assert {row["reason"]: (row["n_rows"], row["n_chars"]) for row in sum_by(found, ["reason"]).to_pylist()} == {
        name: (
            sum(one["reason"] == name for one in removed),
            sum(one["n_chars"] for one in removed if one["reason"] == name),
        )
        for name in {one["reason"] for one in removed}
    }
    kinds = snapshot.paragraphs.to_arrow()["kind"]
    assert {row["kind"]: row["n_rows"] for row in sum_by(found, ["kind"]).to_pylist()} == {
        entry["values"]: entry["counts"] for entry in pc.value_counts(kinds).to_pylist()
    }
    assert {row["year"] for row in sum_by(found, ["year"]).to_pylist()} >= {2019}
    assert "einmalig.example" in found["domain"].to_pylist()


def test_a_distribution_counts_every_document_once(project: Project) -> None:
    """Each signal that all documents have is in one class for each; the class holds the value."""
    found = statistics_of(project)
    documents = reinschrift.open(project.output).documents.to_arrow()
    rows = found.filter(pc.equal(found["signal"], "n_chars")).to_pylist()
    for row in rows:
        upper = row["upper"] if row["upper"] is not None else float("inf")
        inside = [n for n in documents["n_chars"].to_pylist() if row["lower"] <= n < upper]
        assert len(inside) == row["n_rows"]
    assert sum(row["n_rows"] for row in rows) == documents.num_rows
    assert {"copies", "language_score", "quality.share_removed"} <= {*found["signal"].to_pylist()}


def test_they_are_the_same_whatever_the_cut(project: Project, tmp_path: Path) -> None:
    """One large shard or many small ones: the same rows, and again the same bytes."""
    whole = project_of(tmp_path / "raw", tmp_path / "whole", OVERRIDES[1])
    rebuild_here(whole)
    assert statistics_of(whole).equals(statistics_of(project))
    again = project_of(tmp_path / "raw", tmp_path / "again", *OVERRIDES)
    rebuild_here(again, lambda shards: reversed(list(shards)))
    one, other = (read_manifest(LocalStorage(made.output)).tables[STATISTICS] for made in (project, again))
    assert one == other


def test_the_contract_has_their_columns(project: Project) -> None:
    """The contract says what the code writes, and the folder of the snapshot shows it."""
    contract = load_contract(project.contract_file)
    assert contract.schema(STATISTICS).names == SCHEMA.names
    assert contract.schema(STATISTICS).types == SCHEMA.types
    assert set(SCHEMA.names) >= {name for names in ABOUT.values() for name in names}
    shown = pq.read_table(project.output / "snapshots" / "1.0.0" / "statistics")
    assert shown.schema.field("n_words").metadata[b"description"]
    assert shown.cast(SCHEMA).equals(statistics_of(project))


def test_nothing_of_an_erased_document_is_counted(project: Project) -> None:
    """Its domain, year and words are gone from the statistics of every snapshot; what is left is counted right."""
    storage = LocalStorage(project.output)
    before = read_manifest(storage).tables[STATISTICS]
    erase(storage, ["https://einmalig.example/brief"])
    manifest = read_manifest(storage)
    assert manifest.tables[STATISTICS] != before
    found = read_statistics(storage, manifest)
    assert found.equals(count_snapshot(storage, manifest))
    assert not any("einmalig" in str(value) for row in found.to_pylist() for value in row.values())
    files = [path for path in project.output.rglob("*.parquet") if "statistics" in str(path)]
    assert files
    for path in files:
        assert b"einmalig" not in repr(pq.read_table(path).to_pylist()).encode()
    assert verify(storage, manifest) == []


def test_what_is_damaged_or_wrong_is_found_and_made_anew(project: Project) -> None:
    """A changed byte is named and mended by the next rebuild; right bytes that count wrongly are named as well."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    (item,) = manifest.tables[STATISTICS]
    path = storage.path(item.name(STATISTICS))
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-20] + b"x" * 20)
    assert [fault.table for fault in verify(storage, manifest)] == [STATISTICS]
    rebuild_here(project)
    assert path.read_bytes() == data
    wrong = write_statistics(storage, [read_statistics(storage, manifest)] * 2)
    forged = {**vars(manifest), "tables": manifest.tables | {STATISTICS: (wrong,)}}
    faults = verify(storage, type(manifest)(**forged))
    assert any(fault.what == "it does not count what the tables hold" for fault in faults)


def test_sums_that_are_not_those_of_the_tables_break_the_contract(project: Project) -> None:
    """Before anything is published: the rule names what was counted and what the statistics say."""
    storage = LocalStorage(project.output)
    manifest = read_manifest(storage)
    contract = load_contract(project.contract_file)
    wrong = write_statistics(storage, [read_statistics(storage, manifest)] * 2, contract.schema(STATISTICS))
    files = {table: [str(storage.path(item.name(table))) for item in items] for table, items in manifest.tables.items()}
    found = examine_tables(
        files | {STATISTICS: [str(storage.path(wrong.name(STATISTICS)))]},
        contract,
        counts=manifest.counts,
        engines=ARROW,
    )
    broken = [one.expectation for one in found.outcomes if one.rows_failing]
    assert broken == ["expect_statistics_to_add_up"]


def test_show_prints_them_by_columns(project: Project) -> None:
    """In the order of their number; as JSON all of it; what cannot be counted together is refused with what can."""
    done = CliRunner().invoke(main, ["show", str(project.output), "--by", "source,language", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert [row["n_rows"] for row in rows] == sorted((row["n_rows"] for row in rows), reverse=True)
    assert sum(row["n_rows"] for row in rows) == read_manifest(LocalStorage(project.output)).counts["kept"]["documents"]
    done = CliRunner().invoke(main, ["show", str(project.output), "--by", "reason"])
    assert done.exit_code == 0
    assert "unreadable" in done.stdout
    done = CliRunner().invoke(main, ["show", str(project.output), "--by", "domain,reason"])
    assert done.exit_code == 2
    assert "source, language, domain" in done.output


def test_a_snapshot_without_statistics_is_counted_when_asked(project: Project) -> None:
    """Those of an earlier version of Reinschrift have none."""
    storage = LocalStorage(project.output)
    manifest = read_manifests(storage)[0]
    older = type(manifest)(
        **{**vars(manifest), "tables": {k: v for k, v in manifest.tables.items() if k != STATISTICS}}
    )
    assert read_statistics(storage, older).equals(read_statistics(storage, manifest))


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "about": st.just("documents"),
            "source": st.sampled_from(["a", "b"]),
            "language": st.sampled_from(["de", "en", None]),
            "n_rows": st.integers(1, 5),
            "n_chars": st.integers(0, 50),
        }
    ),
    max_size=12,
)


@given(rows=ROWS, at=st.integers(0, 12), data=st.data())
@settings(max_examples=40, deadline=None)
def test_parts_add_up_whatever_their_order(rows: list[dict[str, Any]], at: int, data: st.DataObject) -> None:
    """A law: any parts in any order give the whole, and what is taken out again leaves nothing."""
    whole = add_up([table_of(rows)])
    mixed = data.draw(st.permutations(rows))
    assert add_up([table_of(mixed[:at]), table_of(mixed[at:])]).equals(whole)
    assert add_up([whole, negative(table_of(mixed[:at]))]).equals(add_up([table_of(mixed[at:])]))


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in SCHEMA.names} for row in rows], schema=SCHEMA)


def test_the_bounds_of_classes_rise() -> None:
    """Strictly, from nought on."""
    for bounds in (SIZES, SHARES):
        assert bounds[0] == 0
        assert (bounds[1:] > bounds[:-1]).all()


def test_what_looks_like_markup_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Licences and domains come from outside: neither colours nor errors, nor controls of the terminal."""
    print_statistics([{"license": "[/b][red]x", "n_rows": 3}, {"license": "a\x1b[31m", "n_rows": 12_000}])
    shown = capsys.readouterr().out
    assert "[/b][red]x" in shown
    assert "\x1b" not in shown
    assert "12,000" in shown


def test_pages_are_counted_by_their_type() -> None:
    """Documents that are no page have none."""
    documents = pa.table({
        "source": ["s"] * 3, "language": ["de"] * 3, "split": ["train"] * 3, "n_paragraphs": [0] * 3,
        "n_chars": pa.array([10, 20, 30], pa.int64()), "n_words": pa.array([2, 3, 4], pa.int64()),
        "page_type": ["article", None, "article"],
    })  # fmt: skip
    paragraphs = pa.table({"document_id": pa.array([], pa.string()), "start": pa.array([], pa.int64()),
                           "end": pa.array([], pa.int64())})  # fmt: skip
    removed = pa.table({"n_chars": pa.array([], pa.int64())})
    rows = sum_by(count_tables(documents, paragraphs, removed), ["page_type"]).to_pylist()
    assert [(row["page_type"], row["n_rows"], row["n_chars"]) for row in rows] == [("article", 2, 40), (None, 1, 20)]


def test_opt_outs_are_counted_by_protocol_and_purpose() -> None:
    """Once a document, whatever a protocol repeats; kept ones and removed ones apart; parts of documents not at all."""

    def stated(*pairs: tuple[str, list[str]]) -> list[dict[str, Any]]:
        return [{"scheme": scheme, "reserves": reserves} for scheme, reserves in pairs]

    kind = pa.list_(pa.struct([("scheme", pa.string()), ("reserves", pa.list_(pa.string()))]))
    kept = [stated(("robots", ["search"]), ("robots", ["search"])), stated(("licence", [])), None]
    gone = [stated(("tdmrep", ["ai-input"]), ("robots", ["ai-input"])), stated(("robots", ["search"]))]
    documents = pa.table({"source": ["s"] * 3, "rights_statements": pa.array(kept, kind)})
    removed = pa.table({
        "source": ["s", "s"], "scope": ["document", "paragraph"], "reason": ["rights_reserved", "menu"],
        "rights_statements": pa.array(gone, kind),
    })  # fmt: skip
    found = sum_by(pa.concat_tables(count_opt_outs(documents, removed)), ["protocol", "purpose", "reason"]).to_pylist()
    assert {(row["protocol"], row["purpose"], row["reason"]): row["n_rows"] for row in found} == {
        ("robots", "search", None): 1,
        ("robots", "ai-input", "rights_reserved"): 1,
        ("tdmrep", "ai-input", "rights_reserved"): 1,
    }
