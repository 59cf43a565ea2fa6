"""The laws of rights: whatever a site writes is read without an error, and more said never allows more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reinschrift.settings.stages import RightsSettings
from reinschrift.stages.rights import weigh
from reinschrift.stages.rights.purposes import Registered
from reinschrift.stages.rights.signals import Statement, Statements

RANK = {"allowed": 0, "unknown": 1, "reserved": 2}
VALUES = st.one_of(
    st.sampled_from(
        [
            "0",
            "1",
            "noai",
            "train-ai=n",
            "train-ai=y",
            "ai-train=no",
            "ai-train=yes",
            "GPTBot: noai",
            "é=n",
            "CC BY 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
            "https://creativecommons.org/licenses/by-nc/4.0/",
        ]
    ),
    st.text(max_size=20),
)
NAMES = st.sampled_from(
    ["tdm-reservation", "tdm-policy", "x-robots-tag", "robots", "content-usage", "content-signal", "license", "text"]
)
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=4)
PAGE = st.lists(
    st.builds(Statement, st.sampled_from(["meta", "link", "a", "json-ld", "footer", "text"]), NAMES, VALUES), max_size=4
)
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "User-agent: *",
                "User-agent: CCBot",
                "Disallow: /",
                "Allow: /a",
                "Content-Usage: /a train-ai=n",
                "Content-Usage: train-ai=y",
                "Content-Signal: ai-train=no",
                "\ufeff",
                "Disallow: /*%",
                "License: x",
            ]
        ),
        st.text(max_size=15),
    ),
    max_size=6,
).map("\n".join)
FILES = st.one_of(
    st.none(),
    st.sampled_from(
        ['[{"location": "/", "tdm-reservation": 1}]', '[{"location": "*$*", "tdm-reservation": 0}]', "[1, null, [[]]]"]
    ),
    st.text(max_size=20),
)
SAID = st.builds(
    Statements, HEADERS, PAGE, st.sampled_from(["/", "/a?b", "/%zz", "/ä b", ""]), st.one_of(st.none(), LINES), FILES
)


@given(said=SAID, known=st.sampled_from(list(RANK)))
@settings(max_examples=200, deadline=None)
def test_whatever_is_said_something_follows(said: Statements, known: str) -> None:
    """Nothing a site writes is an error; what changes what is known has its evidence."""
    weighed = weigh(said, "", RightsSettings(), Registered(known))
    assert weighed.rights in RANK
    assert weighed.rights == known or weighed.evidence


@given(said=SAID, known=st.sampled_from(list(RANK)))
@settings(max_examples=100, deadline=None)
def test_a_reservation_outweighs_all_else(said: Statements, known: str) -> None:
    """With noai in a header a document is reserved, whatever else is said."""
    more = said._replace(headers=[*said.headers, ("x-robots-tag", "noai")])
    assert weigh(more, "", RightsSettings(), Registered(known)).rights == "reserved"


@given(said=SAID, known=st.sampled_from(list(RANK)))
@settings(max_examples=100, deadline=None)
def test_no_record_loosens_the_register(said: Statements, known: str) -> None:
    """A page may allow where the register does not know; what the register reserves stays reserved."""
    rights = weigh(said, "", RightsSettings(), Registered(known)).rights
    assert RANK[rights] >= RANK[known] or known == "unknown"
