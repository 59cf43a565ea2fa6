"""Lists the files of a source on any file system, in a fixed order, each with what identifies its content."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import uuid
from pathlib import Path
from typing import Any, NamedTuple

from reinschrift.errors import InputError, SourceError
from reinschrift.sources.formats import recognise
from reinschrift.sources.opening import file_system_of, head_of, is_local, opened, translated
from reinschrift.sources.parts import RawFile
from reinschrift.sources.ranges import count_records
from reinschrift.sources.register import Source

BLOCK_BYTES = 4 << 20
REMEMBERED_BYTES = 1 << 20  # smaller files are faster hashed than looked up
SETTLED_SECONDS = 2  # a file changed later than this may change again without its time stamp showing it
TAGS = ("ETag", "etag", "md5Hash", "md5", "checksum", "content_md5", "generation", "crc32c")


class Listing(NamedTuple):
    """The files of a source, in the order of their paths."""

    files: tuple[RawFile, ...]
    bad: tuple[tuple[str, str], ...]
    """Files that cannot be opened or that no reader takes: address and reason."""


def list_files(source: Source, cache: Path | None = None, block_bytes: int = BLOCK_BYTES) -> Listing:
    """Return the files of `source`, without hidden ones and those in hidden folders.

    Args:
        source: what to list.
        cache: a file that remembers the hashes of unchanged large files from one run to the next.
        block_bytes: large files can be cut at multiples of this.

    Raises `SourceError` for files, folders and patterns that lead to nothing.
    """
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for entry in source.files:
        for address, path, info in _matches(source, entry):
            known = found.setdefault(path, (address, info))
            if known[0] != address:
                raise SourceError(
                    f"Two files have the path {path} within one source.",
                    hint="Give their folders a source each; a record's identity is its source, path and number.",
                    context={"source": source.name, "first": known[0], "second": address},
                )
    remembered = _read_cache(cache)
    before = dict(remembered)
    files, bad = [], []
    for path, (address, info) in sorted(found.items()):
        try:
            files.append(_raw_file(address, path, info, source, (remembered, block_bytes)))
        except InputError as error:
            bad.append((address, error.message))
    if cache is not None and remembered != before:
        _write_cache(cache, remembered)
    return Listing(tuple(files), tuple(bad))


def _matches(source: Source, entry: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return address, path and what the file system says of each file that an entry of `files` stands for."""
    address = entry if "://" in entry or entry.startswith("/") else f"{source.base.rstrip('/')}/{entry}".rstrip("/")
    context = {"source": source.name, "files": entry or source.base}
    with translated(address):
        file_system, place = file_system_of(address)
        found, root = _find(file_system, place, _has_pattern(file_system, place), context)
    base = file_system_of(source.base)[1].rstrip("/")
    base = base if f"{root}/".startswith(f"{base}/") else root
    matches = []
    for path, info in found.items():
        inner = path[len(root) :].lstrip("/")
        is_hidden = path != place and any(step.startswith(".") for step in inner.split("/"))
        if is_hidden or info["type"] == "directory":
            continue
        own = path[len(base) :].lstrip("/")
        whole = path if is_local(file_system) else file_system.unstrip_protocol(path)
        matches.append((whole, _writable(own), info))
    if not matches:
        raise SourceError(
            "There are no files here." if root == place.rstrip("/") else "No file matches.",
            hint="Put files there, or correct `files`. Hidden files and folders, whose names begin with a full stop, "
            "do not count.",
            context=context,
        )
    return matches


def _find(file_system: Any, place: str, is_pattern: bool, context: dict[str, Any]) -> tuple[dict[str, Any], str]:  # noqa: FBT001
    """Return what a place or pattern leads to, and the folder that it starts from."""
    if is_pattern:
        root = re.split(r"[*?\[]", place)[0].rpartition("/")[0]
        return file_system.glob(place, detail=True), root
    local = is_local(file_system)
    if not (os.path.lexists(place) if local else file_system.exists(place)):
        raise SourceError("There is no such file or folder.", hint="Create it, or correct `files`.", context=context)
    if os.path.isdir(place) if local else _is_remote_folder(file_system, place):  # noqa: PTH112
        return file_system.find(place, detail=True), place.rstrip("/")
    info = {"type": "file", "size": 0} if local and not os.path.exists(place) else file_system.info(place)  # noqa: PTH110
    return {place: info}, place.rpartition("/")[0]


def _has_pattern(file_system: Any, place: str) -> bool:
    if is_local(file_system) and os.path.lexists(place):
        return False  # a name with brackets that is there is meant as it stands
    is_http = "http" in (file_system.protocol if isinstance(file_system.protocol, tuple) else (file_system.protocol,))
    return re.search(r"[*\[]" if is_http else r"[*?\[]", place) is not None


def _is_remote_folder(file_system: Any, place: str) -> bool:
    protocols = file_system.protocol if isinstance(file_system.protocol, tuple) else (file_system.protocol,)
    return place.endswith("/") if "http" in protocols else file_system.isdir(place)


def _writable(path: str) -> str:
    """Return a path that can be written as UTF-8; bytes of a name that are none are shown as escapes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _raw_file(
    address: str, path: str, info: dict[str, Any], source: Source, known: tuple[dict[str, Any], int]
) -> RawFile:
    remembered, block_bytes = known
    size = int(info.get("size") or 0)
    stamp = _stamp(address, info, size)
    asked = [stamp, source.format, source.separator, block_bytes]
    entry = remembered.get(address)
    if stamp is not None and entry is not None and entry["asked"] == asked:
        return RawFile._make([address, path, *entry["file"][:-1], tuple(entry["file"][-1])])
    head, compression = head_of(address)
    file_format = source.format or recognise(path, head)
    fingerprint = _tag(info, size) or _sha256(address)
    block, counts = _cuts(address, size, (file_format, compression), source.separator, block_bytes)
    file = RawFile(address, path, file_format, compression, size, fingerprint, block, counts)
    if stamp is not None and size >= REMEMBERED_BYTES:
        remembered[address] = {"asked": asked, "file": list(file[2:])}
    return file


def _cuts(
    address: str, size: int, form: tuple[str, str | None], separator: str | None, block_bytes: int
) -> tuple[int, tuple[int, ...]]:
    """Return at multiples of what a file can be cut, and how many records stand before each."""
    file_format, compression = form
    if compression is not None or size <= block_bytes:
        return 0, ()
    if file_format == "parquet":
        return block_bytes, ()
    between = b"\n" if file_format == "jsonl" else separator.encode() if separator else None
    if between is None:
        return 0, ()
    with opened(address) as handle:
        counts = count_records(handle, between, block_bytes)
    return (block_bytes, counts) if counts else (0, ())


def _stamp(address: str, info: dict[str, Any], size: int) -> list[Any] | None:
    """Return what changes whenever a file's content does, or none if nothing is sure to."""
    if "://" in address:
        return [tag] if (tag := _tag(info, size)) else None
    status = os.stat(address) if os.path.exists(address) else None  # noqa: PTH110, PTH116
    if status is None or time.time() - max(status.st_mtime, status.st_ctime) < SETTLED_SECONDS:
        return None
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def _tag(info: dict[str, Any], size: int) -> str | None:
    tag = next((str(info[name]) for name in TAGS if info.get(name)), None)
    return f"tag:{hashlib.sha256(f'{tag} {size}'.encode()).hexdigest()}" if tag else None


def _sha256(address: str) -> str:
    digest = hashlib.sha256()
    with opened(address) as handle:
        while piece := handle.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _read_cache(cache: Path | None) -> dict[str, Any]:
    if cache is None or not cache.exists():
        return {}
    try:
        entries = json.loads(cache.read_text(encoding="utf-8"))
    except ValueError:
        return {}  # it only saves time
    return entries if isinstance(entries, dict) else {}


def _write_cache(cache: Path, entries: dict[str, Any]) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    temporary = cache.with_name(f"{cache.name}.{uuid.uuid4().hex}")
    temporary.write_text(json.dumps(entries), encoding="utf-8")
    temporary.replace(cache)
