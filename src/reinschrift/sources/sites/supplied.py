"""What the register supplies of whole sites: robots.txt and its like, as they stood at the time of collection."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.batch import BETWEEN_FILES, READ
from reinschrift.errors import SourceError
from reinschrift.text.addresses import hosts_of, plain_host, without_www

NAMES = {
    "robots_txt": ("robots.txt",),
    "tdmrep": ("tdmrep.json", ".well-known/tdmrep.json"),
    "ai_txt": ("ai.txt", ".well-known/ai.txt"),
    "rsl": ("license.xml", "rsl.xml"),
}
"""Columns of documents, and what their files are called in the folder of a host."""
_HOST = re.compile(r"(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]+)(?:[:+](?P<port>\d{1,5}))?")
"""How copying programs name the folder of a host; a port stands behind a colon, under Windows behind a plus."""
_OF_ADDRESSES = "/?&=;:@!$'()*+,~%"
"""Signs that stay in an address that copying programs made a path of; a # is a letter of the path."""
TEXT = pa.dictionary(pa.int32(), pa.string())
"""The type of the columns: a site's file stands once in a table, however many records the site has."""

SiteFiles = tuple[tuple[str, str, str, str], ...]
"""Column, host, text, and the day in ISO 8601 or nothing, of each file, sorted."""


def read_site_files(folder: Path, context: Mapping[str, Any]) -> SiteFiles:
    """Return the files of a folder that holds one folder a host, as `example.org/robots.txt`.

    Raises `SourceError` if there is no such folder, or no such file in it.
    """
    hosts = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    found = [
        (column, plain_host(host.name) or host.name, (host / name).read_text(encoding="utf-8", errors="replace"), "")
        for column, names in NAMES.items()
        for host in hosts
        for name in names
        if (host / name).is_file()
    ]
    if not found:
        raise SourceError(
            f"The folder {folder.name} holds no robots.txt, tdmrep.json, ai.txt or license.xml of any host.",
            hint="site_files names a folder beside the register, with one folder a host: sites/example.org/robots.txt.",
            context=context,
        )
    return tuple(sorted(found))


def site_file_of(name: str) -> tuple[str, str] | None:
    """Return column and host of a file that an archive holds as copies of sites do: `[...]/example.org/robots.txt`."""
    for column, files in NAMES.items():
        for file in files:
            folder = name.removesuffix(f"/{file}")
            host = _HOST.fullmatch(folder.rpartition("/")[2])
            if folder != name and host and plain_host(host["host"]):
                return column, host["host"]
    return None


def address_of_copy(name: str, hosts: frozenset[str]) -> str | None:
    """Return the address of a page that an archive holds as copies of sites do: `[...]/example.org/a/page.html`.

    Its folder has the name of one of `hosts`, those whose site files are known; without these a folder's name does not
    say that it is a host. Of several such folders the innermost counts, as it does for site files.
    """
    steps = name.split("/")
    for at in range(len(steps) - 2, -1, -1):
        found = _HOST.fullmatch(steps[at])
        host = plain_host(found["host"]) if found else None
        if found and host and not hosts.isdisjoint({host, without_www(host), f"www.{without_www(host)}"}):
            port = f":{found['port']}" if found["port"] else ""
            return f"https://{host}{port}/{quote('/'.join(steps[at + 1 :]), safe=_OF_ADDRESSES)}"
    return None


def digest_of(files: SiteFiles) -> str:
    """Return the hash of site files; nothing if there are none."""
    return hashlib.sha256("\0".join("\0".join(file) for file in files).encode()).hexdigest() if files else ""


def columns_of(urls: pa.Array, files: SiteFiles) -> dict[str, pa.Array]:
    """Return for each address the files of its host, with or without www, and their days; null where there are none."""
    if not files:
        return {column: pa.nulls(len(urls), TEXT) for column in NAMES} | {
            f"{column}{READ}": pa.nulls(len(urls), pa.date32()) for column in NAMES
        }
    found = hosts_of(urls, keep_www=True)
    plain = hosts_of(urls)
    columns = {}
    for column in NAMES:
        hosts, texts, days = _of_column(files, column)
        at = pc.coalesce(
            pc.index_in(found, hosts),
            pc.index_in(plain, hosts),
            pc.index_in(pc.binary_join_element_wise("www", plain, "."), hosts),
        )
        columns[column] = pa.DictionaryArray.from_arrays(at, texts)
        columns[f"{column}{READ}"] = days.take(at)
    return columns


@lru_cache(maxsize=64)
def _of_column(files: SiteFiles, column: str) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return hosts, texts and days; of a host the first file, or all its licence files."""
    texts: dict[str, list[str]] = {}
    days: dict[str, str] = {}
    for name, host, text, day in files:
        if name == column:
            texts.setdefault(host, []).append(text)
            days[host] = max(days.get(host, ""), day)
    joined = [BETWEEN_FILES.join(each) if column == "rsl" else each[0] for each in texts.values()]
    read = [date.fromisoformat(day) if day else None for day in days.values()]
    return pa.array(list(texts), pa.string()), pa.array(joined, pa.string()), pa.array(read, pa.date32())
