"""What may be done is told purpose by purpose, each with its statement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from reinschrift.batch import Batch
from reinschrift.choices import PURPOSES
from reinschrift.errors import ConfigError
from reinschrift.settings.stages import RightsSettings
from reinschrift.sources.readers.records import HEADERS
from reinschrift.stages.rights import weigh, weigh_rights
from reinschrift.stages.rights.policy import own_policy, read_policy
from reinschrift.stages.rights.purposes import Registered, signals_of, weigh_purposes
from reinschrift.stages.rights.signals import Statement, Statements

LETTERS = {"allowed": "a", "reserved": "r", "unknown": "-"}


NOTHING = Statements()


def purposes(stated: Statements = NOTHING, **known: Any) -> str:
    """Return the five statuses as letters: training generative, other; ai-input, search, republish."""
    weighed = weigh(stated, "Ein Satz.", RightsSettings(), Registered(**known))
    return "".join(LETTERS[status] for status in weighed.purposes)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("train-ai=n", "rr---"), ("train-ai=y", "a----"), ("train-ai=n, search=y", "rr-a-"), ("ai-use=n", "r-r--"),
        ("train-ai=y, ai-use=n", "a-r--"), ("all=n", "rrrr-"), ("all=n, search=y", "rrra-"), ("bots=n", "rrrr-"),
        ("train-genai=n", "r----"), ("foundation-model=n", "r----"), ("search=n", "---r-"), ("inference=n", "--r--"),
        ("all=y, train-ai=n", "rraa-"), ("unheard-of=n", "-----"), ("ai-output=y", "--a--"), ("ai=y", "aa---"),
    ],
)  # fmt: skip
def test_labels_of_aipref(value: str, expected: str) -> None:
    """A no covers what any draft put under its name, a yes only what all of them did."""
    assert purposes(Statements(headers=[("content-usage", value)])) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (Statements(page=[Statement("meta", "content-signal", "search=yes, ai-input=no, ai-train=no")]), "rrra-"),
        (Statements(headers=[("tdm-reservation", "1")]), "rrr--"),
        (Statements(headers=[("tdm-reservation", "0")]), "aa---"),
        (Statements(headers=[("x-robots-tag", "noai")]), "rrr--"),
        (Statements(headers=[("x-robots-tag", "noindex")]), "---r-"),
        (Statements(headers=[("x-robots-tag", "none")]), "---r-"),
        (Statements(robots_txt="User-agent: *\nContent-Signal: / SEARCH=YES,AI-TRAIN=NO"), "rr-a-"),
        (Statements(robots_txt="User-agent: *\nContent-Signal: /elsewhere/ ai-train=no"), "-----"),
        (
            Statements(
                robots_txt="User-agent: *\nContent-Signal: / ai-train=no\nContent-Signal: /p ai-train=yes", path="/p/1"
            ),
            "aa---",
        ),
        (Statements(headers=[("x-robots-tag", "max-snippet:0, nosnippet")]), "--r--"),
        (Statements(robots_txt="User-agent: *\nDisallow: /"), "rrrr-"),
        (Statements(robots_txt="User-agent: GPTBot\nDisallow: /"), "rr---"),
        (Statements(robots_txt="User-agent: ChatGPT-User\nDisallow: /"), "--r--"),
        (Statements(robots_txt="User-agent: Google-Extended\nDisallow: /"), "rrr--"),
        (Statements(robots_txt="User-agent: *\nDisallow: /\n\nUser-agent: GPTBot\nAllow: /"), "rrrr-"),
        (Statements(page=[Statement("link", "license", "https://creativecommons.org/licenses/by/4.0/")]), "aaaaa"),
        (Statements(page=[Statement("link", "license", "https://creativecommons.org/licenses/by-nc/4.0/")]), "-----"),
        (
            Statements(
                headers=[("content-usage", "train-ai=n")],
                page=[Statement("link", "license", "https://creativecommons.org/licenses/by/4.0/")],
            ),
            "rraaa",
        ),
    ],
)
def test_each_scheme_by_purpose(stated: Statements, expected: str) -> None:
    """Each protocol speaks to the purposes that it is about, and leaves the others as they are."""
    assert purposes(stated) == expected


def test_register_and_licence_count_where_the_page_is_silent() -> None:
    """A licence allows what its text allows; the register's word on a purpose stands beside its word on rights."""
    assert purposes(license="CC-BY-SA-4.0") == "aaaaa"
    assert purposes(license="https://creativecommons.org/licenses/by/3.0/de/") == "aaaaa"
    assert purposes(license="CC-BY-NC-4.0") == "-----"
    assert purposes(rights="reserved", license="CC0-1.0") == "rraaa"
    assert purposes(rights="allowed", purposes=("search=reserved",)) == "aa-r-"
    marked = Statements(page=[Statement("footer", "text", "Nutzungsvorbehalt nach § 44b UrhG")])
    assert purposes(marked, rights="allowed") == "aa---"


@pytest.mark.parametrize(
    ("page", "known", "expected"),
    [
        ("by-nc-sa/4.0", {"license": "CC-BY-4.0"}, "-----"),
        ("by-nd/3.0/de", {"license": "CC0-1.0"}, "-----"),
        ("by-sa/3.0", {"license": "CC-BY-4.0"}, "aaaaa"),
        ("by/4.0", {"license": "CC-BY-NC-4.0"}, "-----"),
        ("by-nc-sa/4.0", {"license": "CC-BY-4.0", "rights": "allowed"}, "aa---"),
        ("by-nc-sa/4.0", {"license": "CC-BY-4.0", "purposes": ("search=allowed",)}, "---a-"),
    ],
)
def test_a_licence_of_the_page_that_allows_less(page: str, known: dict[str, Any], expected: str) -> None:
    """A licence for a whole source allows of a page what the page's own does, too; a person's word on rights stays."""
    stated = Statements(page=[Statement("link", "license", f"https://creativecommons.org/licenses/{page}/")])
    assert purposes(stated, **known) == expected


def test_statements_are_dated_and_can_be_weighed_again() -> None:
    """What is stored is enough to weigh it by another policy; what the site says has the day of its file."""
    table = pa.table({
        "url": pa.array(["https://a.example/x", None]),
        "text": pa.array(["Ein Satz.", "Ein zweiter."]),
        "rights": pa.array(["unknown", "unknown"]),
        "license": pa.array(["unknown", "CC0-1.0"]),
        "rights_evidence": pa.array([None, None], pa.string()),
        "collected": pa.array([datetime(2026, 3, 1, tzinfo=UTC), None], pa.timestamp("us", "UTC")),
        "headers": pa.array([[{"name": "content-usage", "value": "train-ai=n, search=y"}], None], HEADERS),
        "robots_txt": pa.array(["User-agent: CCBot\nDisallow: /x", None]),
        "robots_txt_read": pa.array([date(2026, 2, 1), None], pa.date32()),
        "tdmrep": pa.array(['{"location": "/", "tdm-reservation": 1}', None]),
    })  # fmt: skip
    first, second = weigh_rights(Batch(table, pa.table({})), RightsSettings()).documents.to_pylist()
    said = {row["scheme"]: row for row in first["rights_statements"]}
    assert said["aipref"]["date"] == date(2026, 3, 1)
    assert said["robots"]["date"] == date(2026, 2, 1)
    assert said["tdmrep"]["date"] is None
    assert said["aipref"]["reserves"] == ["train-generative", "train-other"]
    assert said["aipref"]["allows"] == ["search"]
    assert [row["scheme"] for row in second["rights_statements"]] == ["licence"]
    for row in (first, second):
        again = weigh_purposes(signals_of(row["rights_statements"]), own_policy())
        assert list(row["purposes"].values()) == list(again)


def test_a_policy_knows_its_day(tmp_path: Path) -> None:
    """Schemes count from the first day on that the file gives; a file that is no policy is an error that says why."""
    signal = weigh(Statements(headers=[("content-usage", "train-ai=n")]), "", RightsSettings()).evidence
    assert weigh_purposes(signal, own_policy().at(date(2025, 4, 30)))[0] == "unknown"
    assert weigh_purposes(signal, own_policy().at(date(2025, 5, 1)))[0] == "reserved"
    assert own_policy().purposes == PURPOSES
    wrong = tmp_path / "p.toml"
    wrong.write_text('name = "x"\npurposes = ["reading"]\n[schemes]\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="there is no purpose reading"):
        read_policy(wrong)
