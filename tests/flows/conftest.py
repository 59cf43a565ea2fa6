"""One project with one local server for all tests of flows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reinschrift.run.server.find import ensure_server, stop_server
from tests.flows.sandbox import Sandbox, make_project


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A project whose flow does what a test asks for, and its server for the whole session."""
    root = make_project(tmp_path_factory.mktemp("project"))
    server = ensure_server(root / ".prefect")
    yield Sandbox(root, server.url)
    stop_server(root / ".prefect")
