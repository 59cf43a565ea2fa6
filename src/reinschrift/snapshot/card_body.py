"""The text of a card, in Markdown: what a snapshot holds, where that came from, how it was made, and its limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from reinschrift.settings import Settings
from reinschrift.snapshot.manifest import TABLES, Manifest
from reinschrift.snapshot.treated import limits_of, steps_of
from reinschrift.text.counted import counted
from reinschrift.text.unseen import UNSEEN

MB = 1_000_000
LONGEST_CELL = 300
"""Characters of the longest value from outside that is shown whole."""
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&:@])")
_UNSEEN = re.compile(f"{UNSEEN}+|[\ud800-\udfff]")
_SOURCE_SAYS = ("license", "rights", "origin", "collected", "language", "treatment")


def card_body(manifest: Manifest, configs: Mapping[str, Mapping[str, str]], words: str, columns: str) -> str:
    """Return all sections. Values from outside are escaped, so that they cannot be read as Markdown or HTML."""
    sections = [
        f"# {plain(manifest.dataset)} {manifest.version}",
        _numbers(manifest),
        words,
        "## How to load it\n\n" + _loading(configs),
        "## Sizes\n\n" + _sizes(manifest),
        "## Languages\n\n" + markdown_table(("language", "documents"), _ranked(manifest.counts["languages"])),
        "## Sources and licences\n\n" + _sources(manifest.sources),
        "## What was removed\n\n" + _removed(manifest.counts["removed"]),
        "## Columns\n\n" + (columns or _WHERE_COLUMNS),
        "## How it was made\n\n" + _making(manifest),
        "## Known limits\n\n" + "\n".join(f"- {one}" for one in (*limits_of(manifest), *_limits_of_models(manifest))),
    ]
    return "\n\n".join(sections) + "\n"


_WHERE_COLUMNS = "The schema of each Parquet file describes its columns, in the field `description` of their metadata."


def plain(value: Any) -> str:
    """Return a value from outside as Markdown that shows it and does nothing, on one line."""
    text = " ".join(_UNSEEN.sub(" ", str(value)).split())
    text = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
    return _MARKDOWN.sub(_escaped, text).replace("www.", "www\\.")


def columns_section(schemas: Mapping[str, pa.Schema]) -> str:
    """Return a table of the columns of each table, by the descriptions that its Parquet files carry."""
    head = "| column | type | what it is |\n|---|---|---|\n"
    return "\n\n".join(
        f"### {table}\n\n{head}" + "\n".join(_column_row(one) for one in schema) for table, schema in schemas.items()
    )


def _escaped(found: re.Match[str]) -> str:
    entities = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
    return entities.get(found[1], f"\\{found[1]}")


def _column_row(column: pa.Field) -> str:
    described = (column.metadata or {}).get(b"description", b"").decode()  # Markdown of the contract
    words = " ".join(described.split()).replace("|", "\\|").replace("<", "&lt;")
    return f"| {plain(column.name)} | {plain(_type_of(column.type))} | {words} |"


def _type_of(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type_of(kind.value_type)}"
    return "struct" if pa.types.is_struct(kind) else str(kind)


def _numbers(manifest: Manifest) -> str:
    read, kept = manifest.counts["read"], manifest.counts["kept"]
    return (
        f"{counted(kept['documents'], 'document')}, {counted(kept['paragraphs'], 'paragraph')}, "
        f"{counted(kept['chars'], 'character')} of clean "
        f"text, from {counted(read['documents'], 'record')} with {counted(read['chars'], 'character')}. "
        "`removed` has everything that "
        "was taken out, with the reason."
    )


def _loading(configs: Mapping[str, Mapping[str, str]]) -> str:
    if not configs:
        return "There is nothing to load: no table has a row."
    name = next(iter(configs))
    split = next(iter(configs[name]))
    rows = ((config, ", ".join(splits)) for config, splits in configs.items())
    return (
        "FOLDER is the folder of this file, or the name of its repository on the Hub.\n\n```python\nimport datasets\n\n"
        f'rows = datasets.load_dataset("FOLDER", "{name}", split="{split}")\n'
        f'rows = datasets.load_dataset("FOLDER", "{name}", split="{split}", streaming=True)\n```\n\n'
        + markdown_table(("configuration", "splits"), rows)
    )


def _sizes(manifest: Manifest) -> str:
    rows = (
        (name, f"{sum(one.n_rows for one in objects):,}", f"{sum(one.n_bytes for one in objects) / MB:,.1f}")
        for name, objects in ((name, manifest.tables[name]) for name in TABLES)
    )
    return markdown_table(("table", "rows", "MB of Parquet"), rows)


def _sources(sources: Sequence[Mapping[str, Any]]) -> str:
    rows = ((source["name"], *(_stated(source.get(name)) for name in _SOURCE_SAYS)) for source in sources)
    return (
        markdown_table(("source", *_SOURCE_SAYS), rows)
        + "\n\nThe columns `license` and `rights` say what holds for a document; it may say otherwise than its source."
    )


def _stated(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " to ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _removed(counts: Mapping[str, int]) -> str:
    rows = ((*name.partition(":")[::2], f"{count:,}") for name, count in sorted(counts.items()))
    return markdown_table(("what", "reason", "number"), rows)


def _making(manifest: Manifest) -> str:
    facts = {
        "made by": f"Reinschrift {manifest.versions.get('reinschrift', '')}",
        "created": manifest.created,
        "follows": manifest.parent or "nothing: it is the first version",
        "revision": manifest.revision,
        "fingerprint": manifest.fingerprint,
        "contract": manifest.contract.get("version", ""),
        "rules of the contract checked": manifest.validation.get("n_expectations", ""),
        "rules of the contract broken": manifest.validation.get("n_broken", ""),
    }
    changed = sorted(_changed(manifest.settings))
    own = sorted((f"{source['name']}: {name}", value) for source in manifest.sources
                 for name, value in _flat(source.get("settings") or {}))  # fmt: skip
    settings = markdown_table(("setting", "value"), [*changed, *own])
    return (
        "Raw records are read, their characters and markup repaired, languages found, and documents judged. "
        + " ".join(steps_of(manifest))
        + "\n\n"
        + markdown_table(("fact", "value"), facts.items())
        + "\n\n"
        + (f"Settings that differ from the defaults:\n\n{settings}" if changed or own else "All settings are defaults.")
    )


def _changed(settings: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the settings that change data and are not the defaults; places on the maker's machine are none of them."""
    defaults = dict(_flat(Settings().changing_data()))
    groups = {name: settings[name] for name in Settings().changing_data() if name in settings}
    yield from ((name, value) for name, value in _flat(groups) if defaults.get(name) != value)


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _limits_of_models(manifest: Manifest) -> Iterator[str]:
    for name, model in sorted(manifest.models.items()):
        yield from (f"Model of {plain(name)}: {plain(limit)}" for limit in model.get("limits", ()))


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    return [(name, f"{count:,}") for name, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table of Markdown; every cell is escaped."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)
