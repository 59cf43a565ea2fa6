"""Every name under which a site may answer for training is read, and nothing that is no answer."""

from __future__ import annotations

import pytest

from reinschrift.settings.stages import RightsSettings
from reinschrift.stages.rights import weigh
from reinschrift.stages.rights.signals import Statement, Statements

SETTINGS = RightsSettings()


def rights_of(stated: Statements) -> str:
    return weigh(stated, "Ein Satz.", SETTINGS).rights


@pytest.mark.parametrize(
    ("value", "rights"),
    [
        ("train-ai=n", "reserved"), ("all=n", "reserved"), ("foundation-model=n", "reserved"), ("ai=n", "reserved"),
        ("bots=n", "reserved"), ("Train-AI=N", "reserved"), ("train-ai=?0", "reserved"), ("train-ai=no", "reserved"),
        ("search=y, train-ai=n", "reserved"), ("all=y, train-genai=n", "reserved"), ("ai-use=n", "reserved"),
        ("train-ai=y", "allowed"), ("all=y", "allowed"), ("ai-use=n, train-ai=y", "allowed"), ("ai-use=y", "unknown"),
        ("search=n", "unknown"), ("train-ai", "unknown"), ("train-ai=maybe", "unknown"),
    ],
)  # fmt: skip
def test_uses_by_all_their_names(value: str, rights: str) -> None:
    """In a header, in a meta and in robots.txt alike."""
    assert rights_of(Statements(headers=[("content-usage", value)])) == rights
    assert rights_of(Statements(page=[Statement("meta", "content-usage", value)])) == rights
    assert rights_of(Statements(robots_txt=f"User-Agent: *\nContent-Usage: {value}\nAllow: /\n")) == rights


@pytest.mark.parametrize(
    ("name", "value", "rights"),
    [
        ("content-signal", "search=yes, ai-train=no", "reserved"),
        ("content-signal", "search=yes; ai-train=no", "reserved"),
        ("content-signal", "ai-input=no", "unknown"), ("noai", "", "reserved"), ("noimageai", "true", "reserved"),
        ("noai", "false", "unknown"), ("robots", "noai, noimageai", "reserved"), ("tdm-reservation", "1", "reserved"),
    ],
)  # fmt: skip
def test_metas_of_a_page(name: str, value: str, rights: str) -> None:
    """A directive may be a meta's content or its name."""
    assert rights_of(Statements(page=[Statement("meta", name, value)])) == rights
