"""Validation: tables that keep the contract pass, and each broken promise is named with its table, column and rows."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from reinschrift.contract import NOT_NULL, REFERENCE, TABLE_RULES, UNIQUE, Expectation
from reinschrift.errors import ContractBrokenError, StorageError
from reinschrift.snapshot import statistics
from reinschrift.snapshot.manifest import STATISTICS, TABLES
from reinschrift.snapshot.validate import (
    ENGINES,
    Engine,
    ValidationReport,
    examine_tables,
    look_at_rows,
    profile,
    suite,
    validate_tables,
)
from reinschrift.snapshot.validate.keys import find_repeated
from reinschrift.snapshot.validate.profile import SAMPLE_ROWS, sample_of
from reinschrift.snapshot.validate.report import Outcome, shorten
from reinschrift.snapshot.validate.rows import TableFiles, read_bounded, read_even, rows_at
from reinschrift.snapshot.validate.values import check_values
from reinschrift.snapshot.verify import ARROW
from tests.rows import contract, count_tables, make_id, make_tables, write_tables

CONTRACT = contract()


def examine(
    tables: dict[str, pa.Table],
    folder: Path,
    *,
    counts: dict[str, Any] | None = None,
    n_files: int = 1,
    engines: Collection[Engine] = ARROW,
) -> ValidationReport:
    counts = counts or count_tables(tables)
    return examine_tables(write_tables(tables, folder, n_files), CONTRACT, counts=counts, engines=engines)


def examine_with_statistics(tables: dict[str, pa.Table], folder: Path) -> ValidationReport:
    """Examine tables with statistics that count them."""
    files = write_tables(tables, folder)
    rows = {table: pa.concat_tables([pq.read_table(file) for file in files[table]]) for table in TABLES}
    counted = statistics.count_tables(**rows).cast(CONTRACT.schema(STATISTICS))
    pq.write_table(counted, folder / "statistics.parquet")
    files = {**files, STATISTICS: [str(folder / "statistics.parquet")]}
    return examine_tables(files, CONTRACT, counts=count_tables(tables), engines=ARROW)


def broken(report: ValidationReport) -> set[tuple[str, str, str | None]]:
    """Return the broken promises as table, expectation and column."""
    return {(outcome.table, outcome.expectation, outcome.column) for outcome in report.broken}


def outcome(
    report: ValidationReport, table: str, expectation: str, column: str | None = None, engine: str = "arrow"
) -> Outcome:
    return next(
        found
        for found in report.outcomes
        if (found.table, found.expectation, found.column, found.engine) == (table, expectation, column, engine)
    )


@pytest.mark.parametrize("n_files", [1, 2, 3])
def test_what_keeps_the_contract_passes(tmp_path: Path, n_files: int) -> None:
    """Valid tables pass, in one file or in several."""
    report = examine(make_tables(), tmp_path, n_files=n_files)
    assert report.is_kept, report.to_markdown()
    assert report.rows == {"documents": 3, "paragraphs": 6, "removed": 5}


def test_every_promise_is_checked(tmp_path: Path) -> None:
    """There is an outcome for each expectation of the contract, on columns and on tables, and it saw every row."""
    report = examine_with_statistics(make_tables(), tmp_path)
    checked = {(found.table, found.expectation, found.column) for found in report.outcomes}
    promised = {
        (rule.table, rule.name, rule.column) for table in CONTRACT.tables.values() for rule in table.expectations
    }
    assert promised <= checked
    assert {rule.name for table in CONTRACT.tables.values() for rule in table.expectations} >= set(TABLE_RULES)
    on_values = [found for found in report.outcomes if found.column is not None]
    assert all(found.rows_seen == report.rows[found.table] for found in on_values)


def test_a_snapshot_of_nothing_is_legal(tmp_path: Path) -> None:
    """Where nothing was read, or all of it was removed, empty tables keep the contract."""
    nothing: dict[str, list[dict[str, Any]]] = {"documents": [], "paragraphs": [], "removed": []}
    assert examine(nothing, tmp_path).is_kept
    assert examine(make_tables(articles=(), n_removed=4), tmp_path).is_kept
    assert examine_tables({}, CONTRACT, counts=count_tables(nothing), engines=ARROW).is_kept


def test_nothing_is_not_legal_where_something_was_kept(tmp_path: Path) -> None:
    """Empty tables break the balance if the shards kept documents."""
    report = examine({"documents": [], "paragraphs": [], "removed": []}, tmp_path, counts=count_tables(make_tables()))
    assert ("documents", "expect_read_to_equal_kept_and_removed", None) in broken(report)


def test_references_need_no_document(tmp_path: Path) -> None:
    """Paragraphs without any document are told, not stumbled over."""
    tables = make_tables()
    tables["documents"] = []
    assert ("paragraphs", REFERENCE, "document_id") in broken(examine(tables, tmp_path))


def put(table: str, row: int, **values: Any) -> Callable[[Any], Any]:
    return lambda tables: tables[table][row].update(values)


def drop(table: str, row: int) -> Callable[[Any], Any]:
    return lambda tables: tables[table].pop(row)


def twice(table: str, row: int) -> Callable[[Any], Any]:
    return lambda tables: tables[table].append(copy.deepcopy(tables[table][row]))


def swap(table: str, row: int) -> Callable[[Any], Any]:
    def change(tables: dict[str, list[dict[str, Any]]]) -> None:
        tables[table][row], tables[table][row + 1] = tables[table][row + 1], tables[table][row]

    return change


@pytest.mark.parametrize(
    ("change", "table", "expectation", "column", "n_failing"),
    [
        (put("documents", 1, id=make_id(0)), "documents", UNIQUE, "id", 2),
        (put("documents", 0, id="f" * 32), "paragraphs", REFERENCE, "document_id", 3),
        (twice("removed", 3), "documents", "expect_document_once", None, 2),
        (put("removed", 3, document_id=make_id(1)), "documents", "expect_document_once", None, 1),
        (put("removed", 0, document_id="e" * 32), "removed", "expect_document_to_exist", None, 1),
        (put("removed", 0, position=None), "removed", "expect_position_unless_document", None, 1),
        (put("removed", 3, position=0), "removed", "expect_position_unless_document", None, 1),
        (put("removed", 0, position=3), "paragraphs", "expect_positions_without_gaps", None, 1),
        (put("removed", 0, position=2), "paragraphs", "expect_positions_without_gaps", None, 1),
        (put("paragraphs", 2, position=9), "paragraphs", "expect_positions_without_gaps", None, 1),
        (put("paragraphs", 2, position=2), "paragraphs", "expect_rows_in_document_order", None, 1),
        (drop("removed", 1), "paragraphs", "expect_positions_without_gaps", None, 0),
        (drop("removed", 0), "paragraphs", "expect_positions_without_gaps", None, 1),
        (drop("paragraphs", 0), "documents", "expect_n_paragraphs_to_count_rows", None, 1),
        (put("documents", 2, n_paragraphs=9), "documents", "expect_n_paragraphs_to_count_rows", None, 1),
        (swap("documents", 0), "paragraphs", "expect_rows_in_document_order", None, 1),
        (swap("paragraphs", 0), "paragraphs", "expect_rows_in_document_order", None, 1),
        (put("paragraphs", 5, start=0), "paragraphs", "expect_offsets_to_hold_text", None, 1),
        (put("paragraphs", 5, end=999), "paragraphs", "expect_offsets_to_hold_text", None, 1),
        (put("paragraphs", 5, text="Überall Strassen"), "paragraphs", "expect_offsets_to_hold_text", None, 1),
        (drop("paragraphs", 0), "documents", "expect_text_to_join_paragraphs", None, 1),
        (drop("paragraphs", 4), "documents", "expect_text_to_join_paragraphs", None, 1),
        (drop("paragraphs", 1), "documents", "expect_text_to_join_paragraphs", None, 1),
        (drop("paragraphs", 2), "documents", "expect_text_to_join_paragraphs", None, 1),
        (drop("paragraphs", 3), "documents", "expect_text_to_join_paragraphs", None, 1),
        (put("documents", 0, text="Ganz anders"), "documents", "expect_text_sha256_to_match_text", None, 1),
        (put("documents", 2, n_chars=44), "documents", "expect_n_chars_to_count_text", None, 1),
        (put("removed", 2, n_chars=3), "removed", "expect_n_chars_to_count_text", None, 1),
        (put("documents", 1, text="", n_chars=1), "documents", "expect_column_value_lengths_to_be_between", "text", 1),
    ],
)  # fmt: skip
def test_a_broken_promise_is_named(
    tmp_path: Path, change: Callable[[Any], Any], table: str, expectation: str, column: str | None, n_failing: int
) -> None:
    """Breaking one rule of several rows or tables names that rule, its column, and how many rows fail."""
    tables = make_tables()
    change(tables)
    found = outcome(examine(tables, tmp_path, counts=count_tables(tables)), table, expectation, column)
    assert found.rows_failing == n_failing
    assert len(found.examples) == n_failing


def test_ids_that_share_a_hash_are_not_the_same(tmp_path: Path) -> None:
    """Where hashes agree, the ids decide: two ids with one hash are unique, one id in two rows is not."""
    tables = make_tables()
    tables["documents"][2]["id"] = make_id(0)
    files = TableFiles("documents", tuple(write_tables(tables, tmp_path)["documents"]))
    assert find_repeated(files, "id", np.array([7, 7, 9], np.uint64)).tolist() == []
    assert find_repeated(files, "id", np.array([7, 7, 7], np.uint64)).tolist() == [0, 2]


def test_text_between_paragraphs_belongs_to_none(tmp_path: Path) -> None:
    """A text that says more than its paragraphs breaks the promise, though every offset holds."""
    tables = make_tables()
    document = tables["documents"][0]
    document["text"] = document["text"].replace("\n\nIm", "\nx\nIm")
    for part in tables["paragraphs"][2:3]:
        part.update(start=part["start"] + 1, end=part["end"] + 1)
    report = examine(tables, tmp_path)
    assert not outcome(report, "paragraphs", "expect_offsets_to_hold_text").rows_failing
    assert outcome(report, "documents", "expect_text_to_join_paragraphs").rows_failing == 1


@pytest.mark.parametrize("rule", [rule for table in CONTRACT.tables.values() for rule in table.expectations
                                  if rule.column and rule.name not in (UNIQUE, REFERENCE)],
                         ids=lambda rule: f"{rule.table}.{rule.column}-{rule.name[14:]}")  # fmt: skip
def test_each_rule_of_a_column_can_be_broken(rule: Expectation) -> None:
    """For every rule that a column has, some value breaks it in the row where it stands and nowhere else."""
    rows = (make_tables() | {STATISTICS: make_statistics()})[rule.table]
    break_value(rule, rows[1])
    nullable = pa.schema([pa.field(field.name, loose(field.type)) for field in CONTRACT.schema(rule.table)])
    [found] = check_values([rule], pa.Table.from_pylist(rows, nullable).combine_chunks())
    assert (found.rows_failing, found.rows_seen) == (1, len(rows))


def make_statistics() -> list[dict[str, Any]]:
    """Return rows of the statistics that keep the contract."""
    row = dict.fromkeys(CONTRACT.schema(STATISTICS).names)
    return [{**row, "about": "domains", "domain": name, "n_rows": 1, "n_paragraphs": 2, "n_chars": 30, "n_words": 5}
            for name in ("a.example", "b.example")]  # fmt: skip


def loose(kind: pa.DataType) -> pa.DataType:
    """Return the type with fields that may be null: files that say so are refused before any row is looked at."""
    return pa.struct([(field.name, field.type) for field in kind]) if pa.types.is_struct(kind) else kind


def break_value(rule: Expectation, row: dict[str, Any]) -> None:
    """Give `row` a value that breaks `rule`."""
    assert rule.column
    *structs, name = rule.column.split(".")
    for struct in structs:
        row = row[struct]
    wrong = {
        NOT_NULL: None,
        "expect_column_values_to_be_in_set": "perhaps",
        "expect_column_values_to_match_regex": "Not this\n",
        "expect_column_value_lengths_to_be_between": "",
    }
    row[name] = wrong[rule.name] if rule.name in wrong else rule.arguments["min_value"] - 1


def test_both_engines_say_the_same(tmp_path: Path) -> None:
    """Great Expectations and Arrow count the same failing rows for every rule of a column, broken or kept."""
    tables = make_tables()
    for name, rows in tables.items():
        for rule in CONTRACT.table(name).expectations:
            if rule.column and rule.name not in (UNIQUE, REFERENCE, NOT_NULL):
                break_value(rule, rows[1])
    report = examine(tables, tmp_path, engines=("arrow", "great_expectations"))
    by_gx = {(o.table, o.expectation, o.column): o for o in report.outcomes if o.engine == "great_expectations"}
    by_arrow = {(o.table, o.expectation, o.column): o for o in report.outcomes if o.engine == "arrow"}
    assert len(by_gx) > 90
    assert {o.rows_failing for o in by_gx.values()} == {0, 1}
    for key, found in by_gx.items():
        assert (key, found.rows_failing) == (key, by_arrow[key].rows_failing)
        assert found.rows_seen == by_arrow[key].rows_seen
        assert not found.note


def test_great_expectations_fails_closed(tmp_path: Path) -> None:
    """What Great Expectations cannot run counts as broken, with what it said."""
    rule = Expectation("documents", "expect_column_values_to_match_regex", "id", {"regex": "("}, "")
    rows = pa.Table.from_pylist(make_tables()["documents"], CONTRACT.schema("documents"))
    [found] = suite.check_samples({"documents": rows}, [rule]).outcomes
    assert found.rows_failing == 3
    assert "could not be run" in found.note


def test_the_sample_is_spread_over_all_rows() -> None:
    """Small tables are seen whole; of large ones a thousand rows, the first and the last among them, however cut."""
    rows = pa.table({"row": range(95_000)})
    parts = [sample_of(rows.slice(first, 7_000), first, rows.num_rows) for first in range(0, 95_000, 7_000)]
    chosen = pa.concat_tables(parts)["row"].to_pylist()
    assert (len(chosen), chosen[0], chosen[-1]) == (SAMPLE_ROWS, 0, 94_999)
    assert max(b - a for a, b in itertools.pairwise(chosen)) <= 96
    assert sample_of(rows.slice(0, 3), 0, 3)["row"].to_pylist() == [0, 1, 2]
    assert sample_of(rows.slice(0, 0), 0, 0).num_rows == 0


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("documents", {"n_chars": -1}), ("documents", {"language": "Not this"}), ("paragraphs", {"kind": "perhaps"})],
)
def test_the_profile_tells_what_the_sample_misses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, wrong: dict[str, int | str]
) -> None:
    """A single broken row that is not in the sample is told by Great Expectations, too: from the profile."""
    monkeypatch.setattr(profile, "SAMPLE_ROWS", 2)
    tables = make_tables()
    tables[name][1].update(wrong)
    report = examine(tables, tmp_path, engines=ENGINES)
    [column] = wrong
    by_gx = {(found.table, found.column) for found in report.broken if found.engine == "great_expectations"}
    assert by_gx == {(name, column)}
    told = {checkpoint.name: checkpoint.success for checkpoint in report.checkpoints}
    assert told == {"samples of all tables": True, "profile": False}


def test_the_profile_is_held_to_nulls_and_extremes() -> None:
    """Great Expectations looks at nulls and extremes of the profile itself, not at Arrow's count of failures alone."""
    sound = {"table": "documents", "column": "n_chars", "rule": "r", "piece": 0, "rows": 9, "failing": 0, "nulls": 0,
             "nulls_allowed": 0, "smallest": 1.0, "at_least": 1.0, "largest": 7.0, "at_most": None}  # fmt: skip
    for wrong in ({"failing": 2}, {"nulls": 1}, {"smallest": 0.5}, {"at_most": 6.0}):
        rows = [sound, {**sound, **wrong}, sound]
        found = suite.check_profile(pa.Table.from_pylist(rows, profile.PROFILE)).outcomes
        assert [outcome.rows_failing > 0 for outcome in found] == [False, True, False], wrong
        assert not any(outcome.note for outcome in found)


@pytest.mark.parametrize(
    ("change", "expectation", "column", "said"),
    [
        (lambda t: t.drop_columns(["kind"]), "expect_table_columns_to_match_ordered_list", None, "document_id"),
        (lambda t: t.append_column("more", t["end"]), "expect_table_columns_to_match_ordered_list", None, "more"),
        (lambda t: t.select(t.column_names[::-1]), "expect_table_columns_to_match_ordered_list", None, "copies"),
        (lambda t: t.cast(with_type(t, "start", pa.int32())), "expect_column_values_to_be_of_type", "start", "int32"),
        (lambda t: t.cast(with_type(t, "text", pa.large_string())), "expect_column_values_to_be_of_type", "text",
         "large_string"),
        (lambda t: t.cast(with_type(t, "text", pa.string())), "expect_column_values_to_be_of_type", "text", "string"),
    ],
)  # fmt: skip
def test_columns_and_types_are_exact(
    tmp_path: Path, change: Callable[[Any], Any], expectation: str, column: str | None, said: str
) -> None:
    """A missing, further or moved column, another width, and a column that may be null are told before any row."""
    files = write_tables(make_tables(), tmp_path, 2)
    pq.write_table(change(pq.read_table(files["paragraphs"][1])), files["paragraphs"][1])
    report = examine_tables(files, CONTRACT, counts=count_tables(make_tables()), engines=ARROW)
    assert broken(report) == {("paragraphs", expectation, column)}
    [example] = outcome(report, "paragraphs", expectation, column).examples
    assert example["file"] == files["paragraphs"][1]
    assert said in f"{example}"


def with_type(table: pa.Table, name: str, kind: pa.DataType) -> pa.Schema:
    at = table.schema.get_field_index(name)
    return table.schema.set(at, pa.field(name, kind))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c["read"].update(documents=5), "read"),
        (lambda c: c["kept"].update(documents=2), "kept"),
        (lambda c: c["removed"].update({"document:empty": 1}), "removed document:empty"),
        (lambda c: c["removed"].pop("document:only_debris"), "removed document:only_debris"),
    ],
)
def test_the_balance_of_documents(tmp_path: Path, change: Callable[[Any], Any], said: str) -> None:
    """What the shards read, kept and removed must be what stands in the tables."""
    tables = make_tables()
    counts = count_tables(tables)
    change(counts)
    found = outcome(examine(tables, tmp_path, counts=counts), "documents", "expect_read_to_equal_kept_and_removed")
    assert found.rows_failing >= 1
    assert said in [example["what"] for example in found.examples]


def test_the_balance_of_paragraphs(tmp_path: Path) -> None:
    """Paragraphs that went with their document are counted apart; without the count only a removed document excuses."""
    tables, name = make_tables(), "expect_read_to_equal_kept_and_removed"
    counts = count_tables(tables)
    counts["read"]["paragraphs"] += 2
    assert outcome(examine(tables, tmp_path, counts=counts), "paragraphs", name).rows_failing == 2
    assert examine(tables, tmp_path, counts=counts | {"paragraphs_in_removed": 2}).is_kept
    del counts["paragraphs_in_removed"]
    assert examine(tables, tmp_path, counts=counts).is_kept
    tables = make_tables(n_removed=0)
    counts = count_tables(tables)
    del counts["paragraphs_in_removed"]
    counts["read"]["paragraphs"] += 2
    assert outcome(examine(tables, tmp_path, counts=counts), "paragraphs", name).rows_failing == 2


def test_the_error_says_what_is_wrong_and_where_the_report_is(tmp_path: Path) -> None:
    """A broken contract raises: expectation, column, how many rows, examples by id with the value, and the report."""
    tables = make_tables()
    long = "verboten " * 40
    tables["documents"][1]["rights"] = long
    files = write_tables(tables, tmp_path)
    with pytest.raises(ContractBrokenError) as caught:
        validate_tables(look_at_rows(files, CONTRACT, counts=count_tables(tables)), tmp_path / "work")
    said = str(caught.value)
    assert "expect_column_values_to_be_in_set on documents.rights: 1 of 3 rows fail (arrow)" in said
    assert "expect_column_values_to_be_in_set on documents.rights: 1 of 3 rows fail (great_expectations)" in said
    assert f"id='{make_id(1)}'" in said
    assert "(360 characters)" in said
    assert long not in said
    assert str(tmp_path / "work" / "validation.md") in said
    kept = json.loads((tmp_path / "work" / "validation.json").read_text(encoding="utf-8"))
    assert (kept["is_kept"], kept["n_broken"]) == (False, 2)
    assert "## expect_column_values_to_be_in_set on documents.rights" in (tmp_path / "work/validation.md").read_text()
    assert long not in (tmp_path / "work" / "validation.json").read_text(encoding="utf-8")


def test_a_kept_contract_gives_the_report_alone(tmp_path: Path) -> None:
    """Valid tables raise nothing and leave no report behind; both engines are named in it."""
    tables = make_tables()
    files = write_tables(tables, tmp_path)
    report = validate_tables(look_at_rows(files, CONTRACT, counts=count_tables(tables)), tmp_path / "work")
    assert not (tmp_path / "work").exists()
    assert (
        "| documents | rights | expect_column_values_to_be_in_set | great_expectations | 3 | 0 |"
        in report.to_markdown()
    )
    assert json.loads(json.dumps(report.to_dict()))["is_kept"] is True


def test_reports_do_not_depend_on_files(tmp_path: Path) -> None:
    """The same rows give the same report, word by word, however they lie in files; rows are found by number."""
    tables = make_tables(n_removed=7)
    for row in (0, 3, 8, 9, 12):
        tables["removed"][row]["reason"] = "Nicht so"
    for name in ("one", "many"):
        (tmp_path / name).mkdir()
    one, many = (examine(tables, tmp_path / name, n_files=n) for name, n in (("one", 1), ("many", 4)))
    assert one.to_dict() == many.to_dict()
    assert len(outcome(one, "removed", "expect_column_values_to_match_regex", "reason").examples) == 5


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """A cut-off file is a failure of storage, with its path."""
    files = write_tables(make_tables(), tmp_path)
    path = Path(files["paragraphs"][0])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(StorageError, match="cannot be read back") as caught:
        examine_tables(files, CONTRACT, counts=count_tables(make_tables()), engines=ARROW)
    assert caught.value.context["file"] == str(path)


def test_pieces_hold_all_rows(tmp_path: Path) -> None:
    """Even pieces have exactly the rows asked for over file borders; a row is found by its number."""
    files = TableFiles("removed", tuple(write_tables(make_tables(n_removed=10), tmp_path, 4)["removed"]))
    whole = pa.concat_tables([pq.read_table(path) for path in files.paths])
    pieces = list(read_even(files, ["document_id", "position"], 5))
    assert [piece.num_rows for piece in pieces] == [5, 5, 5, 5, 3]
    assert pa.concat_tables(pieces).equals(whole.select(["document_id", "position"]))
    bounded = pa.concat_tables(list(read_bounded(files, ["text"])))
    assert bounded.equals(whole.select(["text"]))
    some = pa.array([0, 4, 11, 22])
    assert rows_at(files, ["document_id"], some.to_numpy()).equals(whole.select(["document_id"]).take(some))


def test_long_texts_come_in_small_pieces(tmp_path: Path) -> None:
    """Texts are read in pieces of bounded size, whatever the number of rows."""
    table = pa.table({"text": [f"{row:07d} {'x' * 100_000}" for row in range(500)]})
    pq.write_table(table, tmp_path / "long.parquet", compression="zstd", use_dictionary=False)
    pieces = list(read_bounded(TableFiles("removed", (str(tmp_path / "long.parquet"),)), ["text"]))
    assert max(piece.nbytes for piece in pieces) < 20 << 20
    assert pc.sum(pc.utf8_length(pa.concat_tables(pieces)["text"])).as_py() == 500 * 100_008


@pytest.mark.parametrize(("n_broken", "more"), [(10, False), (11, True)])
def test_ten_broken_promises_are_shown(n_broken: int, *, more: bool) -> None:
    """The message says how many there are more; the report has all."""
    outcomes = tuple(Outcome("documents", f"rule_{n}", None, "arrow", 5, 1) for n in range(n_broken))
    message = ValidationReport("1.0.0", {}, outcomes).error("report.md").message
    assert message.count("rule_") == 10
    assert message.endswith("and 1 more") == more


@pytest.mark.parametrize(("n", "shown"), [(80, "x" * 80), (81, "x" * 80 + "… (81 characters)")])
def test_eighty_characters_of_a_value_are_shown(n: int, shown: str) -> None:
    """A report carries no whole text."""
    assert shorten("x" * n) == shown
