"""The sections of a report, each made from a manifest, its statistics and its samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.export.report.html import Bar, Raw, escaped, more, number, ranked, section, table
from reinschrift.export.report.rules import in_words
from reinschrift.export.report.samples import LONGEST, Piece, Sample
from reinschrift.reasons import all_reasons
from reinschrift.snapshot.guards import expectations
from reinschrift.snapshot.manifest import Manifest
from reinschrift.snapshot.statistics import sum_by

MOST = 200
"""Rows of a table of domains or languages."""
SIGNALS = (("n_chars", "Characters of a document"), ("n_words", "Words of a document"),
           ("n_paragraphs", "Paragraphs of a document"))  # fmt: skip


class Facts(NamedTuple):
    """All that a report says."""

    manifest: Manifest
    statistics: pa.Table
    parent: Manifest | None
    before: pa.Table | None
    """Statistics of the parent."""
    samples: Mapping[str, Sequence[Sample]]


def funnel(facts: Facts) -> Raw:
    """From what was read to what was kept: by stage and reason, documents and characters."""
    counts = facts.manifest.counts
    read, kept = counts["read"], counts["kept"]
    rows = [(what, counts[what]["documents"], counts[what]["paragraphs"], counts[what]["chars"],
             Bar(counts[what]["chars"], read["chars"])) for what in ("read", "kept")]  # fmt: skip
    removed = sum_by(facts.statistics, ["scope", "stage", "reason"]).to_pylist()
    most = max((row["n_chars"] or 0 for row in removed), default=0)
    order = {name: at for at, name in enumerate(all_reasons())}
    removed.sort(key=lambda row: (order.get(row["reason"], len(order)), row["scope"], row["stage"]))
    share = f"{kept['chars'] / read['chars']:.1%}" if read["chars"] else "nothing"
    return section(
        "funnel", "From raw to kept",
        Raw(f"<p>{number(kept['documents'])} of {number(read['documents'])} documents and {share} of the characters "
            "were kept.</p>"),
        table("Read and kept", ("what", "documents", "paragraphs", "characters", "share of characters"), rows),
        table("Removed", ("stage", "reason", "what", "rows", "characters", "share"),
              ((row["stage"], row["reason"], row["scope"], row["n_rows"], row["n_chars"],
                Bar(row["n_chars"] or 0, most)) for row in removed)),
    )  # fmt: skip


def languages(facts: Facts) -> Raw:
    """Documents and characters by language."""
    return section("languages", "Languages", _by(facts, "language", "Documents by language"))


def origins(facts: Facts) -> Raw:
    """Sources, rights, licences, domains, years, splits."""
    return section(
        "origins", "Where it comes from",
        _by(facts, "source", "Documents by source"), _by(facts, "rights", "Documents by rights"), _purposes(facts),
        _opt_outs(facts),
        _by(facts, "synthetic", "Documents by what marks say of a machine that made them"),
        _by(facts, "license", "Documents by licence"), _by(facts, "domain", "Documents by domain"),
        _by(facts, "year", "Documents by year of publication"), _by(facts, "split", "Documents by split"),
        _by(facts, "source_format", "Documents by format"), _by(facts, "page_type", "Documents by type of page"),
    )  # fmt: skip


def _purposes(facts: Facts) -> Raw:
    rows = sorted(sum_by(facts.statistics, ["purpose", "rights"]).to_pylist(), key=lambda row: row["purpose"])
    shown = ((row["purpose"], row["rights"], row["n_rows"], row["n_chars"]) for row in rows)
    return table("What may be done, by purpose", ("purpose", "rights", "documents", "characters"), shown)


def _opt_outs(facts: Facts) -> Raw:
    """Return how many documents each protocol reserves for which purpose; one may be reserved by several."""
    shown: dict[tuple[str, str], list[int]] = {}
    for row in sum_by(facts.statistics, ["protocol", "purpose", "reason"]).to_pylist():
        counts = shown.setdefault((row["protocol"], row["purpose"]), [0, 0])
        counts[row["reason"] is not None] += row["n_rows"]
    columns = ("protocol", "purpose", "documents kept", "documents removed")
    return table(
        "What is reserved, by protocol", columns, ((*names, *counts) for names, counts in sorted(shown.items()))
    )


def _by(facts: Facts, column: str, caption: str) -> Raw:
    rows = sum_by(facts.statistics, [column]).to_pylist()
    if column == "year":
        largest = sorted(rows[:MOST], key=lambda row: (row["year"] is None, row["year"] or 0))
        rows = [*largest, *rows[MOST:]]
    shown = [(None if row[column] is None else str(row[column]), row["n_rows"], row["n_chars"], row["n_words"])
             for row in rows]  # fmt: skip
    return ranked(caption, (column, "documents", "characters", "words"), shown, MOST)


def lengths(facts: Facts) -> Raw:
    """How long documents are, and what paragraphs they have."""
    parts = [_distribution(facts.statistics, name, title) for name, title in SIGNALS]
    kinds = [(row["kind"], row["n_rows"], row["n_chars"]) for row in sum_by(facts.statistics, ["kind"]).to_pylist()]
    return section(
        "lengths", "Lengths", *parts, ranked("Paragraphs by kind", ("kind", "rows", "characters"), kinds, MOST)
    )


def quality(facts: Facts) -> Raw:
    """The distribution of every signal."""
    names = [name for name in pc.unique(facts.statistics["signal"].drop_null()).to_pylist()
             if name.startswith("quality.") or name == "language_score"]  # fmt: skip
    parts = [
        Raw(f"<details><summary>{escaped(name)}</summary>{_distribution(facts.statistics, name, name)}</details>")
        for name in sorted(names)
    ]
    return section("quality", "Signals of quality", Raw("<p>Documents in each class of values.</p>"), *parts)


def duplicates(facts: Facts) -> Raw:
    """Groups of duplicates by their size, and what was removed as one."""
    stages = [
        row for row in sum_by(facts.statistics, ["stage", "reason", "scope"]).to_pylist() if row["stage"] == "dedup"
    ]
    rows = ((row["reason"], row["scope"], row["n_rows"], row["n_chars"]) for row in stages)
    return section(
        "duplicates", "Duplicates",
        table("Removed as duplicates", ("reason", "what", "rows", "characters"), rows),
        _distribution(facts.statistics, "copies", "Documents by the size of their group, themselves included"),
    )  # fmt: skip


def _distribution(statistics: pa.Table, signal: str, title: str) -> Raw:
    rows = statistics.filter(pc.equal(statistics["signal"], signal)).sort_by("lower").to_pylist()
    most = max((row["n_rows"] for row in rows), default=0)
    classes = ((_class(row["lower"], row["upper"]), row["n_rows"], Bar(row["n_rows"], most)) for row in rows)
    return table(title, ("class", "documents", "share"), classes)


def _class(lower: float, upper: float | None) -> str:
    return f"{lower:g} and more" if upper is None else f"{lower:g} to below {upper:g}"


def comparison(facts: Facts) -> Raw:
    """What grew and what fell since the snapshot before."""
    if facts.parent is None or facts.before is None:
        return section("comparison", "Against the snapshot before", Raw("<p>This is the first one.</p>"))
    now, then = facts.manifest.counts["kept"], facts.parent.counts["kept"]
    totals = ((name, then[name], now[name], now[name] - then[name]) for name in ("documents", "paragraphs", "chars"))
    parts = [
        _expected(facts.parent, facts.manifest),
        table(f"Kept, against {facts.parent.version}", ("what", "before", "now", "difference"), totals),
    ]
    for column, caption in (("source", "Documents by source"), ("language", "Documents by language"),
                            ("reason", "Rows of removed by reason")):  # fmt: skip
        before, after = ({row[column]: row["n_rows"] for row in sum_by(one, [column]).to_pylist()}
                         for one in (facts.before, facts.statistics))  # fmt: skip
        changed = [(name, before.get(name, 0), after.get(name, 0), after.get(name, 0) - before.get(name, 0))
                   for name in {*before, *after} if before.get(name) != after.get(name)]  # fmt: skip
        changed.sort(key=lambda row: (-abs(row[3]), str(row[0])))
        shown = table(f"{caption}, where changed", (column, "before", "now", "difference"), changed[:MOST])
        parts += [shown, more(len(changed) - MOST)]
    return section("comparison", "Against the snapshot before", *parts)


def _expected(parent: Manifest, manifest: Manifest) -> Raw:
    """Say in words what was lost or changed beyond the settings, and these with their reasons."""
    found, limits = expectations(parent, manifest)
    named = [f"lost: {one}" for one in found.losses] + [f"changed: {one}" for one in found.drift]
    words = "".join(f"<li>{escaped(one)}</li>" for one in named)
    stated = (
        f"<p>More than was expected:</p><ul>{words}</ul>"
        if named
        else "<p>Nothing is lost or changed beyond what may change.</p>"
    )
    shown = table("Expectations", ("setting", "value", "meaning"), limits)
    return Raw(f"{stated}<details><summary>What may change</summary>{shown}</details>")


def validation(facts: Facts) -> Raw:
    """Each rule of the contract in words, and how many rows hold it."""
    found = facts.manifest.validation
    rows = (
        (one["table"], one.get("column") or "all columns", in_words(one["expectation"]),
         "broken" if one["rows_failing"] else "held", _of(one["rows_seen"] - one["rows_failing"], one["rows_seen"]),
         "; ".join(str(example) for example in one.get("examples", ())))
        for one in sorted(found.get("outcomes", ()), key=lambda one: -one["rows_failing"]) if one["engine"] == "arrow"
    )  # fmt: skip
    verdict = "keep" if found.get("is_kept", True) else "break"
    return section(
        "validation", "Validation",
        Raw(f"<p>The tables {verdict} the contract {escaped(facts.manifest.contract.get('version', ''))}.</p>"),
        Raw("<details><summary>Every rule</summary>"),
        table("Rules", ("table", "column", "what must hold", "outcome", "rows", "rows that broke it"), rows),
        Raw("</details>"),
    )  # fmt: skip


def _of(n_rows: int, n_seen: int) -> str:
    return f"{n_rows:,} of {n_seen:,}"


def removed(facts: Facts) -> Raw:
    """Samples for every reason, with search and filter."""
    options = "".join(f'<option value="{escaped(name)}">{escaped(name)}</option>' for name in facts.samples)
    tools = (
        '<div class="tools" role="search"><label for="search">Search in samples<input id="search" type="search" '
        'autocomplete="off"></label><label for="reason">Reason<select id="reason"><option value="">all</option>'
        f'{options}</select></label><button id="clear" type="button">Clear</button>'
        '<p id="found" role="status"></p></div>'
    )
    groups = "".join(_group(name, samples) for name, samples in facts.samples.items())
    return section("removed", "What was removed, and why", Raw(tools), Raw(groups))


def _group(name: str, samples: Sequence[Sample]) -> str:
    reason = all_reasons().get(name)
    says = f"<p>{escaped(reason.says)}</p>" if reason else ""
    return (
        f'<details data-reason="{escaped(name)}"><summary><h3 class="reason">{escaped(name)}</h3></summary>{says}'
        f"{''.join(_sample(one) for one in samples)}</details>"
    )


def _sample(sample: Sample) -> str:
    measured = "" if sample.measured is None else f", measured {number(sample.measured)}"
    limit = "" if sample.threshold is None else f" against {number(sample.threshold)}"
    head = f"<h4>{escaped(sample.scope)} of {escaped(sample.source)}</h4>"
    if sample.is_withheld:
        text = f'<p class="soft">The text ({sample.n_chars:,} characters) is withheld: it may not be handed on.</p>'
    else:
        text = "".join(_marked(piece) for piece in sample.pieces)
    return (
        f'<article>{head}{text}<div class="soft">document {escaped(sample.document)}{measured}{limit}</div></article>'
    )


def _marked(piece: Piece) -> str:
    cut = f" … ({piece.n_chars:,} characters)" if piece.n_chars > LONGEST else ""
    text = f"{escaped(piece.text, LONGEST)}{cut}"
    if not piece.reason:
        return f"<p>{text}</p>"
    return f'<p class="gone"><b>removed, {escaped(piece.reason)}:</b> <del>{text or "(empty)"}</del></p>'


def making(facts: Facts) -> Raw:
    """What made the snapshot."""
    manifest = facts.manifest
    rows: list[tuple[Any, ...]] = [
        ("version", manifest.version), ("created", manifest.created), ("follows", manifest.parent or "nothing"),
        ("made by", f"Reinschrift {manifest.versions.get('reinschrift', '')}"), ("fingerprint", manifest.fingerprint),
        ("revision", str(manifest.revision)),
    ]  # fmt: skip
    return section("making", "How it was made", table("Facts", ("fact", "value"), rows))


SECTIONS = (funnel, languages, lengths, quality, origins, duplicates, comparison, removed, validation, making)
