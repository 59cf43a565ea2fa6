"""A card says what a snapshot is, the same to the byte each time, and nothing in it can do anything."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.settings import Settings
from reinschrift.snapshot.card import hub_licenses, large_languages, size_category, view_card
from reinschrift.snapshot.card_body import plain
from reinschrift.snapshot.manifest import Manifest, Object

HOSTILE = "<script>x</script> [a](https://evil.example) ![b](c) | `d`\n# e\x1b[31m \u2028&lt; me@evil.example"


def manifest_of(**changes: Any) -> Manifest:
    """Return the manifest of a snapshot of one source."""
    whole = Manifest(
        dataset="news",
        version="1.0.0",
        created="2026-11-28T12:00:00+00:00",
        fingerprint="f" * 32,
        tables={name: (Object("web/all", "0" * 64, 1_500_000, 12),) for name in ("documents", "paragraphs", "removed")},
        counts={
            "read": {"documents": 1400, "paragraphs": 3000, "chars": 90_000},
            "kept": {"documents": 1234, "paragraphs": 2500, "chars": 80_000},
            "removed": {"document:near_duplicate": 7, "paragraph:menu": 40},
            "languages": {"de": 1000, "en": 200, "und": 34},
        },
        settings=Settings().model_dump(mode="json"),
        versions={"reinschrift": "1.0"},
        sources=[
            {"name": "web", "license": "CC-BY-4.0", "rights": "allowed", "origin": "a crawl", "settings": {}},
            {"name": "books", "license": "LicenseRef-own", "rights": "unknown", "origin": None, "settings": {}},
        ],
        contract={"version": "1.5.0", "sha256": "0" * 64},
        validation={"n_expectations": 525, "n_broken": 0},
        models={"lines": {"limits": ["Mostly German and English pages."]}},
    )
    return replace(whole, **changes)


def parts_of(card: bytes) -> tuple[dict[str, Any], str]:
    """Return the head of a card and its text."""
    _, head, body = card.decode().split("---\n", 2)
    return yaml.safe_load(head), body


def test_a_card_has_every_section() -> None:
    """Sizes, licences by source, reasons, settings that differ, limits of the models."""
    settings = Settings().model_dump(mode="json")
    settings["dedup"]["threshold"] = 0.9
    settings["paths"]["processed"] = "s3://secret-place"
    card = view_card(manifest_of(settings=settings))
    head, body = parts_of(card)
    assert head["license"] == ["cc-by-4.0", "other"]
    assert head["language"] == ["de", "en"]
    assert head["size_categories"] == ["1K<n<10K"]
    assert [config["config_name"] for config in head["configs"]] == ["documents", "paragraphs", "removed"]
    for row in (
        "| documents | 12 | 1.5 |",
        "| web | CC-BY-4.0 | allowed | a crawl |  |  |  |",
        "| document | near\\_duplicate | 7 |",
        "| de | 1,000 |",
        "| dedup.threshold | 0.9 |",
        "- Model of lines: Mostly German and English pages.",
    ):
        assert row in body
    assert "secret" not in body
    assert "All settings are defaults." in parts_of(view_card(manifest_of()))[1]


def test_a_language_is_a_configuration_by_a_filter() -> None:
    """In the splits that have rows of it; where files hold rows of all splits there is none."""
    split = {name: tuple(Object("web/all", "0" * 64, 9, 12, one) for one in ("train", "test"))
             for name in ("documents", "paragraphs")}  # fmt: skip
    manifest = manifest_of(tables=manifest_of().tables | split)
    assert large_languages(manifest) == ["de", "en"]  # `und` is none
    configs = parts_of(view_card(manifest, {"de": ["train", "test"], "en": ["train"]}))[0]["configs"]
    found = {one["config_name"]: one for one in configs}
    assert found["en"]["filters"] == [["language", "==", "en"]]
    assert [one["split"] for one in found["en"]["data_files"]] == ["train"]
    assert found["de"]["data_files"] == found["documents"]["data_files"]
    assert "filters" not in found["documents"]
    assert len(parts_of(view_card(manifest_of(), {"de": ["train"]}))[0]["configs"]) == 3


def test_other_data_have_other_configurations() -> None:
    """Kind: a cache knows a configuration by what the card says of it; folders of all datasets are called 1.0.0."""
    one = manifest_of()
    item = one.tables["documents"][0]
    other = replace(one, tables={**one.tables, "documents": (replace(item, sha256="f" * 64),)})
    both = [parts_of(view_card(manifest))[0]["configs"] for manifest in (one, other)]
    assert [config["config_name"] for config in both[0]] == [config["config_name"] for config in both[1]]
    assert all(before != after for before, after in zip(*both, strict=True))
    assert parts_of(view_card(replace(one, revision=1)))[0]["configs"] == both[0]


def test_the_same_snapshot_has_the_same_card() -> None:
    """To the byte, from what is stored of it as well."""
    one = manifest_of()
    assert view_card(one) == view_card(Manifest.from_bytes(one.to_bytes(), "here"))


def test_hostile_values_do_nothing() -> None:
    """Names, licences and origins from outside stay text, in the head and in the tables."""
    source = {
        "name": HOSTILE,
        "license": HOSTILE,
        "rights": "unknown",
        "origin": HOSTILE,
        "settings": {HOSTILE: HOSTILE},
    }
    dataset = f"{HOSTILE}\x85\ufeff\x00---\n"
    card = view_card(manifest_of(dataset=dataset, sources=[source]))
    head, body = parts_of(card)
    assert head["pretty_name"] == dataset
    assert not re.search(r"<script|(?<!\\)\[a|https:|(?<!\\)`d`|(?<!\\)@evil|\x1b|\u2028", body)
    assert "\n# e" not in body
    (row,) = [line for line in body.split("\n") if "evil" in line and line.startswith("| &lt;") and "unknown" in line]
    assert len(re.findall(r"(?<!\\)\|", row)) == 8


@given(st.text())
def test_a_value_stays_on_its_line_and_in_its_cell(value: str) -> None:
    """Whatever it is; only what cannot be seen, and the end of a long one, are left out."""
    shown = plain(value)
    assert len(shown.splitlines()) <= 1
    assert not re.search(r"(?<!\\)(\\\\)*\|", shown)
    assert "<" not in shown
    assert plain(value) == shown


@given(st.text())
def test_every_name_can_be_read_from_the_head(name: str) -> None:
    """YAML gives back what was written."""
    assert parts_of(view_card(manifest_of(dataset=name)))[0]["pretty_name"] == name


def test_sizes_and_licences_are_named_as_the_hub_names_them() -> None:
    """The bounds belong to the larger category."""
    sizes = [size_category(rows) for rows in (0, 999, 1_000, 99_999, 1_000_000, 10**13)]
    assert sizes == ["n<1K", "n<1K", "1K<n<10K", "10K<n<100K", "1M<n<10M", "n>1T"]
    assert hub_licenses(manifest_of(sources=[{"license": "unknown"}, {"license": "MIT"}])) == ["mit", "other"]


def test_a_long_value_is_cut() -> None:
    """After three hundred characters."""
    assert plain("x" * 300) == "x" * 300
    assert plain("x" * 301) == "x" * 299 + "…"


def test_a_language_of_a_hundred_documents_is_a_configuration() -> None:
    """With fewer, a split of a hundredth would be empty."""
    counts = manifest_of().counts | {"languages": {"de": 100, "en": 99}}
    assert large_languages(manifest_of(counts=counts)) == ["de"]
