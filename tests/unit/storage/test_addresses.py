"""Addresses of object stores: what no store can have is said before anybody is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.errors import ConfigError, StorageError
from reinschrift.storage import LocalStorage, is_address, open_storage


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("s3://", "names no bucket"), ("s3:///folder", "names no bucket"), ("gs://", "names no bucket"),
        ("s3://my bucket/x", "my bucket cannot be"), ("s3://büro/x", "büro cannot be"), ("s3://a..b/x", "cannot be"),
        ("s3://-a/x", "cannot be"), ("s3://a[1/x", "cannot be"), ("s3://[a/x", "cannot be"),
        ("s3:/bucket/x", "two slashes"), ("gs:/bucket", "two slashes"), ("s3://key:word@bucket/x", "credentials"),
    ],
)  # fmt: skip
def test_an_address_that_no_store_can_have_is_a_sentence(address: str, said: str) -> None:
    """And neither a missing extra nor missing credentials."""
    with pytest.raises(ConfigError, match=said) as caught:
        open_storage(address)
    assert "extra" not in caught.value.hint


@pytest.mark.parametrize(
    "address", ["s3://bucket", "s3://b.u-c_k3t/x y/ü", "s3://arn:aws:s3:eu-west-1:1:accesspoint/a"]
)
def test_a_bucket_that_there_can_be_is_an_address(address: str) -> None:
    """Folders in it may have any name."""
    assert is_address(address)


@pytest.mark.parametrize("place", ["C:/x", "./s3:/x", "file:///tmp/x", "a:b", Path("s3:/x")])
def test_a_folder_is_no_address(place: str | Path) -> None:
    """Colons and slashes may stand in names."""
    assert isinstance(open_storage(place), LocalStorage)


def test_an_unknown_kind_of_address_needs_no_extra() -> None:
    """No package would help."""
    with pytest.raises(StorageError, match="no address of an object store") as caught:
        open_storage("gopher://bucket/x")
    assert "extra" not in caught.value.hint
