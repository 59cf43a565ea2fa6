"""Documents that people name, by id or by page: one notion of a page for everything that looks for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk
from reinschrift.text.addresses import hosts_of, page_of


class Wanted:
    """Ids and URLs; a URL names all documents of its page, as `text.addresses.page_of` tells pages apart.

    So a fragment does not count: `https://example.org/t/1#2` names the page `/t/1` and all records on it.
    """

    def __init__(self, keys: Collection[str]) -> None:
        self._ids = pa.array(sorted(keys), pa.string())
        self._pages: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            if "://" in key:
                self._pages[page_of(key)].append(key)
        named = pa.array(sorted(key for key in keys if "://" in key), pa.string())
        self._hosts = pc.unique(hosts_of(named))

    def among(self, ids: pa.ChunkedArray, urls: pa.ChunkedArray) -> pa.Array:
        """Return a mask of the documents that are wanted, given their ids and URLs."""
        found = one_chunk(pc.is_in(ids, self._ids)).to_numpy(zero_copy_only=False).copy()
        if self._pages:
            urls = one_chunk(urls)
            # The host decides first, over the whole column; the others are read by the grammar of addresses.
            rows = np.flatnonzero(pc.is_in(hosts_of(urls), self._hosts).to_numpy(zero_copy_only=False))
            some = urls.take(pa.array(rows)).to_pylist()
            found[rows] |= np.array([url is not None and page_of(url) in self._pages for url in some], bool)
        return pa.array(found)

    def named_by(self, ids: pa.ChunkedArray, urls: pa.ChunkedArray) -> Iterator[tuple[str, str]]:
        """Yield each key that names one of the documents, with the document's id."""
        rows = self.among(ids, urls)
        keys = set(self._ids.to_pylist())
        some = (one_chunk(column).filter(rows).to_pylist() for column in (ids, urls))
        for identity, url in zip(*some, strict=True):
            if identity in keys:
                yield identity, identity
            for key in self._pages.get(page_of(url), ()) if url is not None else ():
                yield key, identity
