"""Guards before publishing: what a new snapshot would lose against the latest one, and whether that may be.

They see counts alone, so they cost nothing; a rebuild that they stop has its finished work kept, and publishes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reinschrift.errors import LossError
from reinschrift.settings.guards import GuardsSettings
from reinschrift.snapshot.manifest import Manifest, Object, list_versions, read_manifest
from reinschrift.storage import Storage
from reinschrift.text.counted import counted

LISTED = 12
"""Losses that an error lists."""


class Extent(NamedTuple):
    """How much a snapshot holds, or would hold."""

    read: int
    """Documents that were read."""
    kept: Mapping[str, int]
    """`documents`, `paragraphs` and `chars` (characters)."""
    sources: Mapping[str, int]
    """Kept documents by source; a source of which none is kept has 0."""
    languages: Mapping[str, int]
    removed: Mapping[str, int]
    """Removed documents by reason."""


class Beyond(NamedTuple):
    """What is otherwise than in the snapshot before, beyond what the settings allow, a sentence each."""

    losses: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()


def extent_of(counts: Mapping[str, Any], documents: Iterable[Object], sources: Iterable[Mapping[str, Any]]) -> Extent:
    """Return the extent of a snapshot by its counts, its objects of the table `documents`, and its sources."""
    by_source = Counter({source["name"]: 0 for source in sources})
    for item in documents:
        by_source[item.shard.partition("/")[0]] += item.n_rows
    removed = {
        name.removeprefix("document:"): n for name, n in counts["removed"].items() if name.startswith("document:")
    }
    return Extent(counts["read"]["documents"], counts["kept"], by_source, counts["languages"], removed)


def extent_of_snapshot(manifest: Manifest) -> Extent:
    """Return the extent of a published snapshot."""
    return extent_of(manifest.counts, manifest.tables["documents"], manifest.sources)


def find_losses(before: Extent, after: Extent, settings: GuardsSettings) -> list[str]:
    """Return what is lost from one snapshot to the next beyond what the settings allow, a sentence each."""
    return [
        *_lost_sources(before, after, settings),
        *_lost_share("documents", before.kept["documents"], after.kept["documents"], settings.lost_share),
        *_lost_share("characters", before.kept["chars"], after.kept["chars"], settings.lost_share),
        *_lost_parts("source", before.sources, after.sources, settings),
        *_lost_parts("language", before.languages, after.languages, settings),
        *_more_removed(before, after, settings),
    ]


def find_drift(before: Extent, after: Extent, settings: GuardsSettings) -> list[str]:
    """Return what is otherwise than in the snapshot before by more than the settings allow, a sentence each."""
    was, now = before.kept["documents"], after.kept["documents"]
    if min(was, now) < settings.drift_documents:
        return []
    found = (
        [f"{now / was:.1f} times as many documents ({was:,} before, {now:,} now)"]
        if now / was > settings.growth
        else []
    )
    length, then = after.kept["chars"] / now, before.kept["chars"] / was
    if then and abs(length - then) / then >= settings.length_change:
        found.append(f"a document has {counted(length, 'character')} on average ({then:,.0f} before)")
    for name in sorted({*before.languages, *after.languages}):
        shares = before.languages.get(name, 0) / was, after.languages.get(name, 0) / now
        if abs(shares[1] - shares[0]) >= settings.language_shift:
            found.append(f"{shares[1]:.1%} of all documents are in the language {name} ({shares[0]:.1%} before)")
    return found


def expectations(parent: Manifest, manifest: Manifest) -> tuple[Beyond, list[tuple[str, str, str]]]:
    """Return what a published snapshot lost or changed beyond its own settings, and these: name, value, meaning."""
    settings = GuardsSettings.model_validate(manifest.settings.get("guards", {}))
    before, after = extent_of_snapshot(parent), extent_of_snapshot(manifest)
    found = Beyond(tuple(find_losses(before, after, settings)), tuple(find_drift(before, after, settings)))
    values = settings.model_dump(mode="json")
    fields = type(settings).model_fields.items()
    return found, [(f"guards.{name}", str(values[name]), " ".join((field.description or "").split()))
                   for name, field in fields]  # fmt: skip


def check_losses(before: Extent, after: Extent, settings: GuardsSettings, *, accepted: bool) -> Beyond:
    """Return what is to be reported. Raises `LossError` where they stop the run and are not accepted."""
    losses = [] if settings.action == "off" else find_losses(before, after, settings)
    drift = [] if settings.drift == "off" else find_drift(before, after, settings)
    if not accepted:
        _stop("Too much would be lost", losses if settings.action == "stop" else [])
        _stop("Too much would change", drift if settings.drift == "stop" else [])
    return Beyond(tuple(losses), tuple(drift))


def _stop(what: str, found: list[str]) -> None:
    if not found:
        return
    more = [f"and {len(found) - LISTED} more"] if len(found) > LISTED else []
    raise LossError(
        f"{what}, so nothing was published:\n  " + "\n  ".join([*found[:LISTED], *more]),
        hint="If that is meant, run it again with --accept-changes: the finished work is kept. Else mend the "
        "sources or settings; [guards] in reinschrift.toml says how much may be lost.",
    )


def difference(before: Extent, after: Extent) -> dict[str, Any]:
    """Return how many more documents, paragraphs and characters there are; negative: fewer.

    `sources` and `languages` have the number of documents of those that changed.
    """
    return {
        **{name: after.kept[name] - before.kept[name] for name in ("documents", "paragraphs", "chars")},
        "sources": _changes(before.sources, after.sources),
        "languages": _changes(before.languages, after.languages),
    }


def largest_changes(change: Mapping[str, Any], kind: str, most: int) -> str:
    """Return the `sources` or `languages` of a difference that changed most, as `name +n, …`; nothing if none did."""
    largest = sorted(change[kind].items(), key=lambda item: (-abs(item[1]), item[0]))[:most]
    return ", ".join(f"{name} {n:+,}" for name, n in largest)


def documents_of(shards: Iterable[str], storage: Storage) -> dict[str, Any]:
    """Return how many documents of the latest snapshot came from shards: what would go if these were no more."""
    if not list_versions(storage):
        return {"latest": None, "gone_documents": {}}
    manifest = read_manifest(storage)
    rows: Counter[str] = Counter()
    for item in manifest.tables["documents"]:
        rows[item.shard] += item.n_rows
    return {"latest": manifest.version, "gone_documents": {name: rows[name] for name in shards}}


def _changes(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    names = sorted({*before, *after})
    return {name: n for name in names if (n := after.get(name, 0) - before.get(name, 0))}


def _lost_sources(before: Extent, after: Extent, settings: GuardsSettings) -> Iterator[str]:
    for name, n in sorted(before.sources.items()):
        if settings.gone_sources and n and not after.sources.get(name, 0):
            what = "has no document any more" if name in after.sources else "is gone"
            yield f"the source {name} {what}: documents before {n:,}"


def _lost_share(what: str, before: int, after: int, most: float) -> Iterator[str]:
    if before and (before - after) / before >= most:
        yield f"{_share(before, after)} of all {what} ({before:,} before, {after:,} now)"


def _lost_parts(
    what: str, before: Mapping[str, int], after: Mapping[str, int], settings: GuardsSettings
) -> Iterator[str]:
    for name, n in sorted(before.items()):
        now = after.get(name, 0)
        is_clear = what == "source" and now == 0 and settings.gone_sources
        if n >= settings.part_documents and not is_clear and (n - now) / n >= settings.lost_part:
            yield f"{_share(n, now)} of the {what} {name} ({counted(n, 'document')} before, {now:,} now)"


def _more_removed(before: Extent, after: Extent, settings: GuardsSettings) -> Iterator[str]:
    if min(before.read, after.read) < settings.part_documents:
        return
    for reason, n in sorted(after.removed.items()):
        was, now = before.removed.get(reason, 0) / before.read, n / after.read
        if now - was >= settings.removed_rise:
            yield f"{now:.1%} of what is read is removed as {reason} ({was:.1%} before)"


def _share(before: int, after: int) -> str:
    return f"{(before - after) / before:.1%}"
