"""The text of a file that somebody asks for: of plain text as it is, of any other form as a rebuild reads it."""

from __future__ import annotations

from pathlib import Path

from reinschrift.batch import BETWEEN_PARAGRAPHS
from reinschrift.errors import ConfigError, InputError, SourceError
from reinschrift.settings import Settings
from reinschrift.shard.measure import refine_batches
from reinschrift.sources import list_files, read_parts, sources_of_paths, split_parts

PLAIN = "text"
WHOLE = 1 << 62


def text_of_file(name: str) -> str:
    """Return what a file says; raises `ConfigError` for one that holds no text."""
    try:
        (source,) = sources_of_paths([name])
        listing = list_files(source)
        if listing.bad:
            raise _no_text(name, listing.bad[0][1])
        (file,) = listing.files
        if file.format == PLAIN and file.compression is None and (plain := _in_utf8(Path(name))) is not None:
            return plain
        settings = Settings()
        texts = [
            text
            for records in read_parts(split_parts(file, WHOLE), source, settings.read)
            for batch in refine_batches(records, settings)
            for text in batch.paragraphs["text"].to_pylist()
        ]
    except (InputError, SourceError, OSError) as error:
        raise _no_text(name, str(error)) from error
    return BETWEEN_PARAGRAPHS.join(texts)


def _in_utf8(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return None


def _no_text(name: str, why: str) -> ConfigError:
    return ConfigError(
        f"The file cannot be read as a text: {why.rstrip('.')}.",
        hint="Name a file of a format that a rebuild reads; raw/README.md lists them.",
        context={"file": name},
    )
