"""Clean a text that a program holds: the paragraphs that a rebuild would keep and remove, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from reinschrift.batch import BETWEEN_PARAGRAPHS
from reinschrift.errors import InputError
from reinschrift.look.inspect import describe_batch
from reinschrift.look.pictures import table_in_html
from reinschrift.record import Record
from reinschrift.settings import Settings, load_settings
from reinschrift.shard.measure import refine_batches
from reinschrift.sources.in_memory import record_in_memory
from reinschrift.sources.parts import FilePart
from reinschrift.sources.readers.records import table_of_records
from reinschrift.sources.register import Source
from reinschrift.text.counted import counted

_SOURCE = Source(name="clean", base="/", files=("text",), license="unknown")


class Paragraph(NamedTuple):
    """A paragraph, or a line of debris."""

    text: str
    kind: str | None
    """`title`, `heading`, `paragraph`, `list_item`, …: see `kind` in docs/columns.md; None for a line of debris."""
    language: str | None
    reason: str | None
    """Why it would be removed, a name in docs/reasons.md; None if it would be kept."""
    stage: str | None
    measured: float | None
    threshold: float | None

    @property
    def is_kept(self) -> bool:
        """Whether it would be in the document."""
        return self.reason is None


@dataclass(frozen=True)
class Cleaned:
    """What a rebuild would make of a text; copies are not looked for, since they need the whole dataset."""

    paragraphs: tuple[Paragraph, ...]
    """Kept and removed ones, in the order of the text."""
    reason: str | None
    """Why the whole document would be removed, a name in docs/reasons.md; None if it would be kept."""
    metadata: dict[str, Any]
    """Title, author, date, language, rights, signals of quality and the like, as far as they are known."""

    @property
    def text(self) -> str:
        """The paragraphs that would be kept, a blank line between two; of a document that would be removed, too."""
        return BETWEEN_PARAGRAPHS.join(one.text for one in self.paragraphs if one.is_kept)

    @property
    def language(self) -> str | None:
        """The language, as BCP-47."""
        return self.metadata.get("language")

    def __repr__(self) -> str:
        """Say how much is kept."""
        n_kept = sum(one.is_kept for one in self.paragraphs)
        fate = f"removed: {self.reason}" if self.reason else "kept"
        return f"<Cleaned {fate}, {n_kept} of {counted(len(self.paragraphs), 'paragraph')}, {self.language}>"

    def _repr_html_(self) -> str:
        """Show in a notebook each paragraph with its reason."""
        rows = [(one.kind, one.reason, one.text) for one in self.paragraphs]
        return table_in_html(repr(self).strip("<>"), ("kind", "removed as", "text"), rows)


def clean(text: str | bytes, *, url: str | None = None, settings: Sequence[str] = ()) -> Cleaned:
    """Return what a rebuild would make of one text.

    Args:
        text: plain text, or a page of HTML; bytes are decoded as those of a file.
        url: the address that it is from; titles and rights may hang on it.
        settings: over the defaults, as on the command line: `("stages.lines.min_content=0.3",)`.

    The first call of a process takes seconds, in which kernels are loaded. For many texts, `clean_all` is faster.
    Raises `SettingsError` for a setting that is wrong, `InputError` for what is neither text nor bytes.
    """
    (cleaned,) = clean_all([text], urls=[url], settings=settings)
    return cleaned


def clean_all(
    texts: Iterable[str | bytes], *, urls: Sequence[str | None] | None = None, settings: Sequence[str] = ()
) -> list[Cleaned]:
    """Return what a rebuild would make of each text, all in one go; `urls` has as many entries as `texts`."""
    if isinstance(texts, str | bytes):
        raise InputError("These are several texts, and one was given.", hint="Give a list, or call clean.")
    given = list(texts)
    chosen = _settings(tuple(settings))
    addresses = urls if urls is not None else [None] * len(given)
    _check(given, addresses)
    records = [
        _record(text, url, number, chosen) for number, (text, url) in enumerate(zip(given, addresses, strict=True))
    ]
    if not records:
        return []
    described: list[list[dict[str, Any]]] = [[] for _ in given]
    for batch in refine_batches(table_of_records(records, _SOURCE), chosen):
        for each in describe_batch(batch, {}, is_registered=False):
            described[int(each["source_path"])].append(each)
    return [_cleaned(parts) for parts in described]


def _check(texts: Sequence[object], addresses: Sequence[object]) -> None:
    for number, one in enumerate(texts):
        if not isinstance(one, str | bytes):
            raise InputError(
                f"A text is str or bytes, not {type(one).__name__}.",
                hint="Leave out what holds no text; to read a file, give its bytes.",
                context={"number": number},
            )
    if len(addresses) != len(texts):
        raise InputError(
            f"There are {counted(len(texts), 'text')}, and urls has {counted(len(addresses), 'entry')}.",
            hint="Give an address for each text, None where there is none.",
        )


@lru_cache(maxsize=16)
def _settings(overrides: tuple[str, ...]) -> Settings:
    return load_settings(None, overrides)


def _record(text: str | bytes, url: str | None, number: int, settings: Settings) -> tuple[FilePart, Record]:
    data = text.encode("utf-8", "replace") if isinstance(text, str) else text
    part, record = record_in_memory(str(number), data, "utf-8" if isinstance(text, str) else None, settings.read)
    return part, record if url is None else record._replace(fields={**record.fields, "url": url})


def _cleaned(parts: Sequence[dict[str, Any]]) -> Cleaned:
    """Put together what became of a text; foreign paragraphs that became a document of their own stand at its end."""
    first = parts[0]
    paragraphs = tuple(_paragraph(line) for part in parts for line in part["lines"])
    return Cleaned(paragraphs, first["removed"]["reason"] if first["removed"] else None, first["metadata"])


def _paragraph(line: dict[str, Any]) -> Paragraph:
    values: list[Any] = [line.get(name) for name in Paragraph._fields]
    return Paragraph(*values)
