"""Section 2 of the training-content sheet: the sources of the data, by how the register says they were obtained."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.choices import Obtained
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.statistics import sum_by

DOMAINS, DOMAINS_OF_SMALL, MOST_OF_SMALL = 0.1, 0.05, 1000
"""Share of domains to be listed, by volume; for small providers this share, or that many, whichever is lower."""

SECTIONS: dict[Obtained, tuple[str, str]] = {
    "public-dataset": ("2.1", "Public data sets"),
    "licensed": ("2.2.1", "Data licensed by holders of rights"),
    "third-party": ("2.2.2", "Data sets of other third parties"),
    "crawled": ("2.3", "Data crawled from websites"),
    "users": ("2.4", "Data from users"),
    "generated": ("2.5", "Synthetic data and the models that made it"),
    "other": ("2.6", "Other sources"),
}
"""The template's section and heading for each way in which a source can be obtained."""

_MORE: dict[Obtained, tuple[str, ...]] = {
    "crawled": ("crawler",),
    "generated": ("generator",),
    "licensed": ("contact",),
    "third-party": ("contact",),
}
"""What else of a source a section asks for."""


class Entry(NamedTuple):
    """One field of the template."""

    section: str
    field: str
    value: Any
    """Plain values; none where the field is open."""
    note: str = ""


def entries_of_sources(manifest: Manifest, statistics: pa.Table) -> Iterator[Entry]:
    """Yield the fields of section 2, in the template's order.

    A way of obtaining data is open as long as a source does not say how it was obtained: then nobody knows that there
    is no more of it.
    """
    sizes = {row["source"]: row for row in sum_by(statistics, ["source"]).to_pylist()}
    sources = [source | _size(sizes, source) for source in manifest.sources]
    silent = [source["name"] for source in sources if not source.get("obtained")]
    columns = ("name", "obtained", "origin", "license", "rights", "collected", "documents", "characters")
    note = "Where it is empty, the register of sources does not say how a source was obtained (key `obtained`)."
    yield Entry("2.1-2.6", "Sources of the data", _listed(sources, columns), note if silent else "")
    for way, (section, field) in SECTIONS.items():
        of_way = [source for source in sources if source.get("obtained") == way]
        shown = ("name", "origin", "collected", *_MORE.get(way, ()), "documents", "characters")
        value = _listed(of_way, shown) if of_way else None if silent else "none"
        yield Entry(section, field, value, _missing(silent) if of_way else "")
        if way == "crawled":
            yield _domains(statistics, [source["name"] for source in of_way], silent)
        if way == "generated":
            yield Entry(section, "Documents by marks of synthetic text", counted(statistics, "synthetic"),
                        "As C2PA, IPTC, page and register mark them; most synthetic text bears no mark.")  # fmt: skip


def _size(sizes: dict[str, dict[str, int]], source: dict[str, Any]) -> dict[str, int]:
    row = sizes.get(source["name"], {})
    return {"documents": row.get("n_rows", 0), "characters": row.get("n_chars", 0)}


def _listed(sources: list[dict[str, Any]], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{key: source.get(key) for key in keys} for source in sources]


def _missing(silent: list[str]) -> str:
    return f"Of {len(silent):,} sources the register does not say how they were obtained." if silent else ""


def counted(statistics: pa.Table, column: str) -> dict[str, int]:
    """Return how many rows there are by a column, most first."""
    return {str(row[column]): row["n_rows"] for row in sum_by(statistics, [column]).to_pylist()}


def _domains(statistics: pa.Table, crawled: list[str], silent: list[str]) -> Entry:
    """Return the largest domains: of the sources that were crawled, or of all where the register does not say."""
    some = statistics if silent else statistics.filter(pc.is_in(statistics["source"], pa.array(crawled, pa.string())))
    domains = [row for row in sum_by(some, ["domain"]).to_pylist() if row["domain"] is not None]
    domains.sort(key=lambda row: (-row["n_chars"], row["domain"]))
    listed = [{"domain": row["domain"], "characters": row["n_chars"]} for row in domains[: _share(domains, DOMAINS)]]
    small = min(_share(domains, DOMAINS_OF_SMALL), MOST_OF_SMALL)
    whose = (
        "Over all sources whose documents have an address; strike those that you have not crawled yourself."
        if silent
        else "Over the sources that were crawled."
    )
    note = f"A tenth of {len(domains):,} domains; small providers list the first {small:,}. {whose}"
    return Entry("2.3", "Top domains by volume", listed, note)


def _share(domains: list[Any], share: float) -> int:
    return math.ceil(len(domains) * share)
