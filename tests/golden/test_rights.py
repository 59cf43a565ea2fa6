"""The cases of `rights.json` come out as they say, through the stage itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.settings.stages import RightsSettings
from reinschrift.sources.readers.records import HEADERS, HTML_META
from reinschrift.stages.rights import weigh_rights

CASES = json.loads((Path(__file__).parent / "rights.json").read_text(encoding="utf-8"))


def weighed(case: dict[str, Any]) -> dict[str, Any]:
    """Return the row of the case's document behind the stage."""
    headers = [{"name": name, "value": value} for name, value in case.get("headers", [])]
    page = [{"where": where, "name": name, "value": value} for where, name, value in case.get("page", [])]
    columns = {
        "url": ["https://example.org" + case.get("path", "/")],
        "text": [case.get("text", "")],
        "rights": [case.get("known", "unknown")],
        "license": [case.get("license_known")],
        "rights_evidence": [None],
        "robots_txt": [case.get("robots_txt")],
        "tdmrep": [case.get("tdmrep")],
        "ai_txt": [case.get("ai_txt")],
        "rsl": [case.get("rsl")],
    }
    table = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    table |= {"headers": pa.array([headers or None], HEADERS), "html_meta": pa.array([page or None], HTML_META)}
    settings = RightsSettings(reservation_in_words=case.get("words", "marked"))
    found: dict[str, Any] = weigh_rights(Batch(pa.table(table), pa.table({})), settings).documents.to_pylist()[0]
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    """Rights, licence and evidence are those of the case."""
    row = weighed(case)
    assert row["rights"] == case["rights"], row
    if "license" in case:
        assert row["license"] == case["license"]
    if "evidence" in case:
        assert (row["rights_evidence"] or "").split("\n") == case["evidence"]
