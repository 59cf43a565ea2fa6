"""What the register supplies of whole sites: robots.txt and tdmrep.json, as they stood at the time of collection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.errors import SourceError
from reinschrift.text.addresses import hosts_of, plain_host

NAMES = {"robots_txt": ("robots.txt",), "tdmrep": ("tdmrep.json", ".well-known/tdmrep.json")}
"""Columns of documents, and what their files are called in the folder of a host."""
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_][\w-]+")
TEXT = pa.dictionary(pa.int32(), pa.string())
"""The type of the columns: a site's file stands once in a table, however many records the site has."""

SiteFiles = tuple[tuple[str, str, str], ...]
"""Column, host and text of each file, sorted."""


def read_site_files(folder: Path, context: Mapping[str, Any]) -> SiteFiles:
    """Return the files of a folder that holds one folder a host, as `example.org/robots.txt`.

    Raises `SourceError` if there is no such folder, or no such file in it.
    """
    hosts = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    found = [
        (column, plain_host(host.name) or host.name, (host / name).read_text(encoding="utf-8", errors="replace"))
        for column, names in NAMES.items()
        for host in hosts
        for name in names
        if (host / name).is_file()
    ]
    if not found:
        raise SourceError(
            f"The folder {folder.name} holds no robots.txt and no tdmrep.json of any host.",
            hint="site_files names a folder beside the register, with one folder a host: sites/example.org/robots.txt.",
            context=context,
        )
    return tuple(sorted(found))


def site_file_of(name: str) -> tuple[str, str] | None:
    """Return column and host of a file that an archive holds as copies of sites do: `[...]/example.org/robots.txt`."""
    for column, files in NAMES.items():
        for file in files:
            folder = name.removesuffix(f"/{file}")
            host = folder.rpartition("/")[2]
            if folder != name and _HOST.fullmatch(host) and plain_host(host):
                return column, host
    return None


def digest_of(files: SiteFiles) -> str:
    """Return the hash of site files; nothing if there are none."""
    return hashlib.sha256("\0".join("\0".join(file) for file in files).encode()).hexdigest() if files else ""


def columns_of(urls: pa.Array, files: SiteFiles) -> dict[str, pa.Array]:
    """Return for each address the files of its host, with or without www; null where the register has none."""
    if not files:
        return {column: pa.nulls(len(urls), TEXT) for column in NAMES}
    found = hosts_of(urls, keep_www=True)
    plain = hosts_of(urls)
    columns = {}
    for column in NAMES:
        hosts, texts = _of_column(files, column)
        at = pc.coalesce(
            pc.index_in(found, hosts),
            pc.index_in(plain, hosts),
            pc.index_in(pc.binary_join_element_wise("www", plain, "."), hosts),
        )
        columns[column] = pa.DictionaryArray.from_arrays(at, texts)
    return columns


@lru_cache(maxsize=64)
def _of_column(files: SiteFiles, column: str) -> tuple[pa.Array, pa.Array]:
    chosen = [(host, text) for name, host, text in files if name == column]
    return pa.array([host for host, _ in chosen], pa.string()), pa.array([text for _, text in chosen], pa.string())
