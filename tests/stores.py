"""A real S3 server on this machine, buckets in it, and what tests look at in a store."""

from __future__ import annotations

import io
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pyarrow.parquet as pq
import pytest

import reinschrift
from reinschrift.project import Project, load_project
from reinschrift.snapshot.manifest import read_manifests
from reinschrift.snapshot.verify import verify
from reinschrift.storage.objects import ObjectStorage
from tests.texts import text_of, url_of

SECRET = "not-to-be-seen"  # noqa: S105  # the server takes any


@contextmanager
def s3_server() -> Iterator[str]:
    """Run a server process on a free port; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def enter(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put endpoint and credentials into the environment, the one place where they are looked for."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")


def new_bucket() -> str:
    """Make a bucket and return the address of a dataset in it."""
    bucket = f"b{uuid.uuid4().hex}"
    client = boto3.client("s3")
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.close()
    return f"s3://{bucket}/corpus"


def machine(folder: Path, raw: Path, address: str, *overrides: str) -> Project:
    """Return a project that works on a store's dataset from a machine of its own: its copy is in `folder`."""
    return load_project(None, [f"paths.copies={folder}", *overrides], [str(raw)], address)


def all_of(address: str) -> dict[str, bytes]:
    """Return everything in a store's dataset, by name."""
    store = ObjectStorage(address)
    return {name: store.read(name) for name in store.below("")}


def states_in(address: str, *, contract: bool = False) -> dict[str, int]:
    """Return the documents of each version as readers see them; everything visible must verify."""
    store = ObjectStorage(address)
    seen = {}
    for manifest in read_manifests(store):
        assert verify(store, manifest, contract=contract) == []
        seen[manifest.version] = reinschrift.open(address, manifest.version).documents.count()
        assert seen[manifest.version] == manifest.counts["kept"]["documents"]
    return seen


def text_survives_in(address: str, number: int) -> list[str]:
    """Return the objects of a store in which a document's sentences or its URL still stand."""
    needles = [*(line.encode() for line in text_of(number).split("\n\n")), f"{url_of(number)}'".encode()]
    found = []
    for name, data in all_of(address).items():
        rows = repr(pq.read_table(io.BytesIO(data)).to_pylist()).encode() if data[:4] == b"PAR1" else b""
        if any(needle in data + rows for needle in needles):
            found.append(name)
    return found
