"""The one grammar of addresses: RFC 3986 as `urllib.parse.urlsplit` reads it, for one address and for columns."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from reinschrift.columns import one_chunk

_BLANK = "".join(map(chr, range(0x21)))
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")
_SCHEME = r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?"
_ADDRESS = re.compile(
    rf"(?P<scheme>{_SCHEME})//(?P<authority>[^/?#]*)(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#.*)?", re.DOTALL
)
_AUTHORITY = rf"^[\x00-\x20]*{_SCHEME}//(?P<authority>[^/?#]*)"
_PORT = re.compile(r":(?P<port>[0-9]*)$")
_DELIMITERS = frozenset("/?#@:[]")
_TRACKING = re.compile(
    r"(?i)(?:utm_\w+|fbclid|gclid|dclid|gclsrc|msclkid|yclid|twclid|igshid|mc_[ce]id|gbraid|wbraid|_hsenc|_hsmi|wt_mc|wtrid)(?:=|$)"
)
"""Parameters that advertisers, mailers and networks add to links; no page depends on them."""
_PARTING = re.compile(r"(?i)%(2f|3f|23|25)")  # signs that part an address; written so, they are letters of a name
WIDE_TOPS = ("com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "name")
"""The top domains of no country, of RFC 1591 and of 2001; those of countries have two letters."""
_WITHOUT_SCHEME = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}(?::\d+)?/\S*")
_DEFAULT_PORTS = frozenset({"", "80", "443"})


class Address(NamedTuple):
    """The parts of an address that say which page it is; a fragment, a user and a password do not."""

    scheme: str
    """In small letters; empty in `//example.org/page`."""
    host: str
    """As `host_of` returns it."""
    port: str
    """Digits; empty where the address names none, or the usual one of the web."""
    path: str
    """As it is written; empty or with a slash first."""
    query: str
    """As it is written, without the question mark."""


def split_address(address: str | None) -> Address | None:
    """Return the parts of an address that names a host; none for anything else, such as `mailto:` or a bare path."""
    found = _ADDRESS.fullmatch((address or "").strip(_BLANK).translate(_LINE_BREAKS))
    named = _named(found["authority"]) if found else None
    if found is None or named is None:
        return None
    return Address(found["scheme"].rstrip(":").lower(), *named, found["path"], found["query"] or "")


def host_of(address: str | None) -> str | None:
    """Return the host of an address as people write it; none where it names no host.

    Small letters in the host's own script (`xn--mller-kva.example` is `müller.example`, RFC 3492), without user, port
    and the dot at the end; an address of IPv6 without its brackets. `www.` stays.
    """
    parts = split_address(address)
    return parts.host if parts else None


def plain_host(name: str) -> str | None:
    """Return the name of a host in the form of `host_of`; none if it is no name."""
    return host_of(f"//{name}")


def without_www(host: str) -> str:
    """Return a host without `www.` at its beginning, unless only one label would be left."""
    rest = host.removeprefix("www.")
    return rest if "." in rest else host


def names_folder(address: str) -> bool:
    """Return whether an address names what lies below it, too: a host alone, or a path with a slash at its end."""
    parts = split_address(address)
    return parts is not None and not parts.query and (not parts.path or parts.path.endswith("/"))


def path_and_query(address: str | None) -> str:
    """Return path and query of an address as a server is asked for them; `/` where there is none."""
    parts = split_address(address)
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}" if parts else "/"


def plain_address(address: str) -> str:
    """Return an address without scheme, user, `www.`, port and fragment, its path in letters; else the argument."""
    parts = split_address(address if "//" in address else f"//{address}")
    if parts is None:
        return address
    query = f"?{parts.query}" if parts.query else ""
    return f"{without_www(parts.host)}{unquote(parts.path)}{query}"


def page_of(address: str) -> str:
    """Return what is the same in all ways to write a page's address; an argument that is no address as it is.

    Scheme, user, `www.`, the usual port, one slash at the end or before the question mark, the fragment, and parameters
    that only say where readers came from do not count; letters may be written as they are or as `%C3%A4`.
    """
    parts, path, query = _read(address)
    return _put_together(parts, path.removesuffix("/") if query else path, query) if parts else address


def earlier_pages_of(address: str) -> tuple[str, str]:
    """Return what `page_of` was in earlier versions: with a slash before the question mark, and as it was written.

    Erasures of that time are known by these.
    """
    parts, path, query = _read(address)
    if parts is None:
        return address, address
    return _put_together(parts, path, query), _put_together(parts, parts.path, parts.query)


def _read(address: str) -> tuple[Address | None, str, str]:
    """Return the parts of an address, with its path in letters and its query without what only says who links to it."""
    parts = split_address(address if "//" in address else f"//{address.strip()}")
    if parts is None:
        return None, "", ""
    kept = [one for one in parts.query.split("&") if one and not _TRACKING.match(one)]
    return parts, unquote(_PARTING.sub(r"%25\1", parts.path)), "&".join(kept)


def with_scheme(written: str) -> str:
    """Return what people write as a page's address with a scheme: `example.org/a`; anything else as it is."""
    return f"https://{written}" if _WITHOUT_SCHEME.fullmatch(written) else written


def _put_together(parts: Address, path: str, query: str) -> str:
    port = f":{parts.port}" if parts.port else ""
    return f"{without_www(parts.host)}{port}{path}{f'?{query}' if query else ''}".removesuffix("/")


def hosts_of(urls: pa.Array | pa.ChunkedArray, *, keep_www: bool = False) -> pa.Array:
    """Return the host of each address, as `host_of` does, without `www.` unless asked for; null where there is none.

    Each distinct host is read once, however many addresses have it.
    """
    plain = pc.replace_substring_regex(one_chunk(urls), "[\t\r\n]", "")
    found = pc.struct_field(pc.extract_regex(plain, _AUTHORITY), "authority").dictionary_encode()
    named = [_named(authority) for authority in found.dictionary.to_pylist()]
    hosts = [(each[0] if keep_www else without_www(each[0])) if each else None for each in named]
    return pa.array(hosts, pa.string()).take(found.indices)


def behind_hosts(urls: pa.Array) -> pa.Array:
    """Return what stands behind the host of each address: path, query and fragment as written; null stays null.

    What names no host stays whole.
    """
    return pc.replace_substring_regex(urls, _AUTHORITY, "")


@lru_cache(maxsize=4096)
def _named(authority: str) -> tuple[str, str] | None:
    """Return host and port of the part of an address between `//` and the path; none if it names no host."""
    place = authority.rpartition("@")[2].strip(_BLANK)
    found = _PORT.search(place)
    port = found["port"] if found else ""
    host = place[: found.start()] if found else place
    host = _literal(host) if host.startswith("[") else _name(host)
    return (host, "" if port in _DEFAULT_PORTS else port) if host else None


def _literal(host: str) -> str:
    """Return an address of IPv6 without its brackets; nothing if they are not closed."""
    return host[1:-1].lower() if host.endswith("]") else ""


def _name(host: str) -> str:
    """Return the name of a host in letters; nothing if it has a sign that parts an address."""
    decoded = unquote(host) if "%" in host else host
    if not decoded.isascii():  # wide letters and the full stops of East Asia are what they look like (RFC 5895)
        decoded = unicodedata.normalize("NFKC", decoded).replace("。", ".")
    if not _DELIMITERS.isdisjoint(decoded):
        return ""
    return ".".join(map(_in_letters, decoded.lower().rstrip(".").split(".")))


def _in_letters(label: str) -> str:
    if not label.startswith("xn--"):
        return unicodedata.normalize("NFC", label)
    try:
        return unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode").lower())
    except UnicodeError:
        return label
