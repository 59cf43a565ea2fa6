"""The stage changes only the rows that say something, and takes readers as they are."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from reinschrift.batch import Batch
from reinschrift.settings.stages import RightsSettings
from reinschrift.sources.readers.records import HEADERS
from reinschrift.stages.rights import weigh_rights
from reinschrift.stages.rights.policy import own_policy
from reinschrift.stages.rights.words import in_text


def documents(**columns: Any) -> Batch:
    """Return two documents whose register allows mining; the second one's header reserves it."""
    headers = [None, [{"name": "tdm-reservation", "value": "1"}]]
    own = {
        "url": pa.array([None, "https://example.org/a"]),
        "text": pa.array(["Ein Satz.", "Ein zweiter."]),
        "rights": pa.array(["allowed", "allowed"]),
        "license": pa.array(["CC0-1.0", "CC0-1.0"]),
        "rights_evidence": pa.array(["a letter", "a letter"]),
        "headers": pa.array(headers, HEADERS),
    }
    return Batch(pa.table(own | columns), pa.table({}))


def test_evidence_stands_below_that_of_the_register() -> None:
    """The page's words are added, the other document is untouched."""
    rows = weigh_rights(documents(), RightsSettings()).documents.to_pylist()
    assert [(row["rights"], row["rights_evidence"]) for row in rows] == [
        ("allowed", "a letter"),
        ("reserved", "a letter\nheader tdm-reservation: tdm-reservation=1"),
    ]


def test_a_reader_without_headers_is_fine() -> None:
    """Plain text has no columns of pages; its purposes are those that register and licence tell."""
    given = documents()
    batch = Batch(given.documents.drop_columns(["headers"]), given.paragraphs)
    after = weigh_rights(batch, RightsSettings()).documents
    assert after.drop_columns(["purposes", "rights_statements"]) == batch.documents
    assert after["purposes"].to_pylist()[0]["republish"] == "allowed"


def test_the_rules_of_the_site_count_by_path() -> None:
    """A column with the site's robots.txt decides for each address alone."""
    closed = pa.array(["User-agent: GPTBot\nDisallow: /b", "User-agent: GPTBot\nDisallow: /b"])
    batch = documents(
        robots_txt=closed, headers=pa.nulls(2, HEADERS), url=pa.array(["https://x.example/b", "https://x.example/a"])
    )
    assert weigh_rights(batch, RightsSettings()).documents["rights"].to_pylist() == ["reserved", "allowed"]


def test_no_agent_stands_twice() -> None:
    """The list of agents is sorted by no one, but none is listed twice, and the best known are there."""
    small = [agent.lower() for agent in own_policy().agents.train]
    assert len(small) == len(set(small))
    assert {"gptbot", "ccbot", "google-extended", "claudebot", "applebot-extended"} <= set(small)


def test_the_words_of_a_text_are_quoted_with_what_stands_around_them() -> None:
    """A hundred and twenty characters on both sides, within their line."""
    words = "Text and data mining is prohibited"
    (found,) = in_text(f"{'a' * 200} {words} {'b' * 200}")
    assert found.stated == f"{'a' * 119} {words} {'b' * 119}"
    (found,) = in_text(f"{'a' * 200}\nDear reader. {words}.\nYours")
    assert found.stated == f"Dear reader. {words}."
