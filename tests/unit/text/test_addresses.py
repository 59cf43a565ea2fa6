"""Addresses: which host, which path, and which two are one page."""

from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reinschrift.text.addresses import (
    behind_hosts,
    host_of,
    hosts_of,
    page_of,
    path_and_query,
    plain_address,
    plain_host,
    split_address,
    with_scheme,
    without_www,
)

HOSTS = [
    ("https://example.org", "example.org"),
    ("https://example.org/seite", "example.org"),
    ("https://example.org?mail=me@other.com", "example.org"),
    ("https://example.org#a@b.c", "example.org"),
    ("https://example.org/@user:80/a?b=c@d", "example.org"),
    ("https://user@example.org/", "example.org"),
    ("https://user:pass:word@example.org:8080/", "example.org"),
    ("https://user@mail.example@example.org/", "example.org"),
    ("HTTPS://WWW.Example.ORG/X", "www.example.org"),
    ("http://example.org.:443/x", "example.org"),
    ("http://example.org:/x", "example.org"),
    ("//example.org/x", "example.org"),
    ("  https://example.org/x\n", "example.org"),
    ("https://exam\nple.org/x", "example.org"),
    ("https://xn--mller-kva.example/x", "müller.example"),
    ("https://MÜLLER.example/x", "müller.example"),
    ("https://mu\u0308ller.example/x", "müller.example"),
    ("https://m%C3%BCller.example/x", "müller.example"),
    ("https://例子。例え/x", "例子.例え"),
    ("https://ｅｘａｍｐｌｅ．ｏｒｇ/", "example.org"),
    ("https://xn--99999999999/x", "xn--99999999999"),
    ("http://192.0.2.7:8000/x", "192.0.2.7"),
    ("http://[2001:DB8::1]:8080/x", "2001:db8::1"),
    ("http://[2001:db8::1]/x", "2001:db8::1"),
    ("git+ssh://git@example.org/x", "example.org"),
    ("http://[", None),
    ("http://[::1/x", None),
    ("http://exa℀mple.org/", None),
    ("http:///x", None),
    ("https://:80/", None),
    ("https://user@/", None),
    ("https://./", None),
    ("mailto:me@example.org", None),
    ("urn:isbn:0451450523", None),
    ("example.org/x", None),
    ("/x//y", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("address", "host"), HOSTS)
def test_host_of_an_address(address: str | None, host: str | None) -> None:
    assert host_of(address) == host


def test_a_column_gives_what_each_address_gives() -> None:
    urls = pa.chunked_array([[address for address, _ in HOSTS], ["https://www.example.org/2"]], pa.string())

    assert hosts_of(urls, keep_www=True).to_pylist() == [*(host for _, host in HOSTS), "www.example.org"]
    assert hosts_of(urls).to_pylist()[-1] == "example.org"
    assert hosts_of(pa.array([], pa.string())).to_pylist() == []
    assert hosts_of(pa.array(["x", "https://a.example/"]).slice(1)).to_pylist() == ["a.example"]


@given(st.text(alphabet="htps:/?#@[]%.wW0aB-é\n x", max_size=25))
def test_any_text_gives_the_same_alone_and_in_a_column(text: str) -> None:
    for address in (text, f"http://{text}"):
        assert hosts_of(pa.array([address]), keep_www=True).to_pylist() == [host_of(address)]


@given(st.text(alphabet="htps:/?#@.wW0aB-", max_size=25))
def test_the_parts_are_those_of_urlsplit(text: str) -> None:
    address = f"http://{text}"
    parts, theirs = split_address(address), urlsplit(address)

    if parts is not None:
        assert (parts.path, parts.query) == (theirs.path, theirs.query)
        assert parts.host == (
            theirs.netloc.rpartition("@")[2].lower().rpartition(":")[0] or theirs.hostname or ""
        ).rstrip(".") or parts.host == (theirs.hostname or "").rstrip(".")
    elif "@" not in theirs.netloc and ":" not in theirs.netloc:
        assert not theirs.netloc.strip(".")


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://example.org/a?b#c", "/a?b"),
        ("https://example.org?b=/c", "/?b=/c"),
        ("https://example.org#/c", "/"),
        ("https://example.org", "/"),
        ("no address/x", "/"),
        (None, "/"),
    ],
)
def test_path_and_query(address: str | None, path: str) -> None:
    assert path_and_query(address) == path


@pytest.mark.parametrize(
    ("host", "plain"),
    [("www.example.org", "example.org"), ("www.de", "www.de"), ("wwwx.de", "wwwx.de"), ("www", "www"), ("a.b", "a.b")],
)
def test_www_goes_where_a_domain_is_left(host: str, plain: str) -> None:
    assert without_www(host) == plain


def test_one_page_is_one_however_it_is_written() -> None:
    page = "example.org/A?b"
    ways = [
        "https://example.org/A?b",
        "http://www.Example.org/A?b/",
        " http://me@example.org:80/A?b#c ",
        "//example.org./A?b",
        "example.org/A?b",
    ]

    assert {page_of(way) for way in ways} == {page}
    assert page_of("https://example.org:8443/A?b") == "example.org:8443/A?b"
    assert page_of("https://example.org/a?b") != page
    assert plain_address("HTTP://www.m%C3%BCller.example:81/%C3%A4?x#y") == "müller.example/ä?x"
    assert plain_host("WWW.Example.org.") == "www.example.org"
    assert plain_host("a/b") == "a"


def test_what_stands_behind_a_host_is_given_as_written() -> None:
    """Also behind a scheme with signs, no scheme, and no slash; what names no host stays, as does null."""
    urls = [
        "https://a.example/x?y#z",
        "svn+ssh://u@a.example:1/x",
        "//a.example/x",
        "https://a.example?q=1/2",
        "/x",
        None,
    ]
    assert behind_hosts(pa.array(urls)).to_pylist() == ["/x?y#z", "/x", "/x", "?q=1/2", "/x", None]


@pytest.mark.parametrize(
    "written", ["example.org/a", "münchen.example/a?b", "a-b.example.org:8080/", "example.org/a/b.html"]
)
def test_a_page_may_be_written_without_its_scheme(written: str) -> None:
    """A host with a top domain and a path are an address."""
    assert with_scheme(written) == f"https://{written}"


@pytest.mark.parametrize(
    "other", ["example.org", "1.2.3/4", "raw/a.txt", "https://example.org/a", "ein Satz. Und/oder", "a.b"]
)
def test_what_is_no_page_stays(other: str) -> None:
    """Hosts alone, versions, paths, addresses and sentences."""
    assert with_scheme(other) == other
