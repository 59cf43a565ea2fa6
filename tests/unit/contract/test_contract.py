"""The contract: its Arrow schemas, its suites, its documentation, and what is said when it is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from reinschrift.contract import REFERENCE, TABLE_RULES, Contract, load_contract
from reinschrift.contract.markdown import columns_markdown
from reinschrift.errors import ContractError
from reinschrift.reasons import all_reasons

ROOT = Path(__file__).parents[3]
FILE = ROOT / "schemas" / "reinschrift.odcs.yaml"


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract(FILE)


def suite_of(contract: Contract, table: str) -> list[dict[str, Any]]:
    """Return the table's expectations on single columns as Great Expectations writes them: type and kwargs."""
    return [
        {"type": expectation.name, "kwargs": {"column": expectation.column, **expectation.arguments}}
        for expectation in contract.table(table).expectations
        if expectation.column is not None and expectation.name != REFERENCE
    ]


def changed(tmp_path: Path, change: Callable[[Any], Any]) -> Path:
    """Return a copy of the contract's file with `change` done to its values."""
    values = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    change(values)
    file = tmp_path / "changed.yaml"
    file.write_text(yaml.safe_dump(values, sort_keys=False), encoding="utf-8")
    return file


def column(values: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    found = next(entry for entry in values["schema"] if entry["name"] == table)
    return next(entry for entry in found["properties"] if entry["name"] == name)


def test_the_tables_are_there(contract: Contract) -> None:
    """The contract holds documents, paragraphs, removed and statistics, in that order, and a version."""
    assert list(contract.tables) == ["documents", "paragraphs", "removed", "statistics"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", contract.version)


def test_types_are_exact(contract: Contract) -> None:
    """Integers keep their width, times their zone, structs and lists their fields."""
    documents = contract.schema("documents")
    assert documents.field("id").type == pa.string()
    assert documents.field("n_paragraphs").type == pa.int32()
    assert documents.field("n_chars").type == pa.int64()
    assert documents.field("published").type == pa.date32()
    assert documents.field("collected").type == pa.timestamp("us", "UTC")
    assert documents.field("quality").type.field("share_removed").type == pa.float32()
    share = documents.field("languages").type.value_type.field("share")
    assert (share.type, documents.field("languages").nullable) == (pa.float32(), True)
    assert [documents.field(name).nullable for name in ("text", "title")] == [False, True]


def test_descriptions_travel_with_the_file(contract: Contract, tmp_path: Path) -> None:
    """What the contract says of a column, and its version, is read back from Parquet, inside structs too."""
    schema = contract.schema("documents")
    pq.write_table(schema.empty_table(), tmp_path / "empty.parquet")
    read = pq.read_schema(tmp_path / "empty.parquet")
    assert read.equals(schema)
    assert read.metadata[b"contract_version"].decode() == contract.version
    assert all(read.field(name).metadata[b"description"] for name in schema.names)
    assert b"SHA-256" in read.field("text_sha256").metadata[b"description"]
    assert read.field("quality").type.field("mojibake").metadata[b"description"]


def test_suites_name_expectations_as_great_expectations_does(contract: Contract) -> None:
    """A rule of a column becomes the expectation with its arguments; rules of tables and references are not in it."""
    suite = suite_of(contract, "documents")
    rights = next(entry for entry in suite if entry["kwargs"]["column"] == "rights" and "set" in entry["type"])
    assert rights["kwargs"]["value_set"] == ["allowed", "reserved", "unknown"]
    share = {"column": "quality.share_removed", "min_value": 0.0, "max_value": 1.0}
    assert {"type": "expect_column_values_to_be_between", "kwargs": share} in suite
    assert {entry["type"] for entry in suite_of(contract, "paragraphs")}.isdisjoint(TABLE_RULES)


def test_fields_of_a_struct_that_may_be_null_may_be_null(contract: Contract) -> None:
    """No one asks for a count of personal data where nobody looked."""
    columns = [
        entry["kwargs"]["column"] for entry in suite_of(contract, "documents") if entry["type"].endswith("not_be_null")
    ]
    assert "quality.mojibake" in columns
    assert "personal_data.emails" not in columns


def test_language_tags_are_bcp_47(contract: Contract) -> None:
    """The pattern takes the tags that detectors give, and no names, underscores or capitals."""
    suite = suite_of(contract, "paragraphs")
    pattern = next(
        entry["kwargs"]["regex"]
        for entry in suite
        if entry["kwargs"]["column"] == "language" and "regex" in entry["kwargs"]
    )
    assert all(re.search(pattern, tag) for tag in ("de", "und", "zh-Hant", "sr-Latn", "pt-BR", "nds", "es-419"))
    assert not any(re.search(pattern, tag) for tag in ("", "DE", "de_DE", "german", "de-", "zh-hant", "x"))


def test_the_documentation_of_columns_is_fresh(contract: Contract) -> None:
    """docs/columns.md is what the contract gives; if this fails, its first lines say how to write it anew."""
    assert (ROOT / "docs" / "columns.md").read_text(encoding="utf-8") == columns_markdown(contract)


def test_the_documentation_names_every_column(contract: Contract) -> None:
    """Each column and each field of a struct has its row, with what holds of it."""
    text = columns_markdown(contract)
    for table in contract.tables.values():
        assert f"## {table.name}" in text
        assert all(f"| `{name}` |" in text for name in table.schema.names)
    assert "| `quality.share_removed` | float | no |" in text
    assert "one of `allowed`, `reserved`, `unknown`" in text


def test_an_unknown_table_is_refused_with_the_known_ones(contract: Contract) -> None:
    """Asking for a table that is not there names those that are."""
    with pytest.raises(ContractError, match="no table 'sentences'") as caught:
        contract.schema("sentences")
    assert "documents, paragraphs, removed" in caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A contract that is not there says which file."""
    with pytest.raises(ContractError, match="cannot be read") as caught:
        load_contract(tmp_path / "none.yaml")
    assert caught.value.context["file"] == tmp_path / "none.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "not YAML"),
        ("version: 1.0.0\nversion: 2.0.0\n", "'version' stands twice"),
        ("", "at the top"),
        ("- a\n", "at the top"),
        ("apiVersion: v9\n", "apiVersion"),
    ],
)
def test_what_is_no_contract_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """Broken YAML, doubled keys, and YAML that is something else are named."""
    file = tmp_path / "contract.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=said):
        load_contract(file)


def put(place: str, **values: Any) -> Callable[[Any], Any]:
    table, name = place.split(".")
    return lambda contract: column(contract, table, name).update(values)


def arrow_type(value: str) -> list[dict[str, str]]:
    return [{"property": "arrowType", "value": value}]


NULLS = [{"type": "library", "metric": "nullValues", "mustBe": 0}]


def rule(values: dict[str, Any], name: str) -> None:
    values["schema"][0]["quality"][0]["implementation"] = name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("documents.url", requird=True), "schema.documents.properties.url.requird"),
        (put("documents.url", required="yes"), "schema.documents.properties.url.required"),
        (put("documents.url", customProperties=arrow_type("utf9")), "documents.url has the arrowType 'utf9'"),
        (put("documents.url", customProperties=[]), "documents.url has the arrowType None"),
        (put("documents.url", logicalType="integer"), "documents.url is integer with the arrowType string"),
        (put("documents.quality", properties=[]), "documents.quality is an object without properties"),
        (put("documents.languages", items=None), "documents.languages is an array without items"),
        (put("documents.url", name="text"), "names documents.text twice"),
        (put("documents.url", logicalTypeOptions={"pattern": "("}), "documents.properties.url.logicalTypeOptions"),
        (put("documents.url", logicalTypeOptions={"pattern": "(a)"}), "the pattern (a) has a group"),
        (put("documents.url", description=""), "schema.documents.properties.url.description"),
        (put("documents.rights", quality=NULLS), "documents.rights has a quality rule"),
        (put("paragraphs.document_id", relationships=[{"to": "documents.key"}]), "refers to documents.key"),
        (put("removed.reason", name="why"), "removed lacks reason"),
        (lambda values: values["schema"].pop(1), "paragraphs lacks document_id, position"),
        (lambda values: rule(values, "expect_luck"), "documents has the rule 'expect_luck'"),
        (lambda contract: contract.update(version="one"), "version"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(tmp_path: Path, change: Callable[[Any], Any], said: str) -> None:
    """Each kind of mistake in the YAML is refused with the table and column it is in."""
    file = changed(tmp_path, change)
    with pytest.raises(ContractError, match=re.escape(said)) as caught:
        load_contract(file)
    assert caught.value.context["file"] == file


def test_a_column_can_be_added_in_the_yaml_alone(tmp_path: Path) -> None:
    """A new field of `quality` is in the schema and in the suite without a change of code."""
    field = {
        "name": "line_noise", "description": "Share of noise.", "logicalType": "number", "required": True,
        "logicalTypeOptions": {"maximum": 1}, "customProperties": [{"property": "arrowType", "value": "float32"}],
    }  # fmt: skip
    contract = load_contract(
        changed(tmp_path, lambda values: column(values, "documents", "quality")["properties"].append(field))
    )
    assert contract.schema("documents").field("quality").type.field("line_noise").type == pa.float32()
    rules = [
        entry["type"] for entry in suite_of(contract, "documents") if entry["kwargs"]["column"] == "quality.line_noise"
    ]
    assert rules == ["expect_column_values_to_not_be_null", "expect_column_values_to_be_between"]


def test_only_known_reasons_are_allowed() -> None:
    """A reason that is not in the table of reasons breaks the contract; the list is that table's."""
    rules = load_contract(FILE).table("removed").expectations_named("expect_column_values_to_be_in_set")
    (allowed,) = [rule.arguments["value_set"] for rule in rules if rule.column == "reason"]
    assert allowed == list(all_reasons()), "write the names in reasons.toml, in their order, into the contract"
