"""What every test starts from: a clean environment, quick or long property tests, where the shared data lie."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from evaluation.data import FOLDER

ROOT = Path(__file__).parents[1]

# A shell that starts the tests in the background tells them to ignore Ctrl-C, and whatever they start inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

hypothesis.settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
hypothesis.settings.register_profile("long", max_examples=400, deadline=None)
hypothesis.settings.load_profile("long" if os.environ.get("CI") == "long" else "quick")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name binary values by their argument: packed ones hold the time, and every worker must collect the same names."""
    return argname if isinstance(val, bytes) and not val.isascii() else None


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what would lead a test to somebody's server, settings or account."""
    for name in list(os.environ):
        if name.startswith(("PREFECT_", "GX_", "AWS_", "REINSCHRIFT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DO_NOT_TRACK", "1")


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """The address of a real S3 server process; one for all, since clients are kept as long as this process."""
    from tests.stores import s3_server  # noqa: PLC0415  # most tests need no store

    with s3_server() as url:
        yield url


@pytest.fixture
def address(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The place for a dataset in a bucket of its own; endpoint and credentials are in the environment."""
    from tests.stores import enter, new_bucket  # noqa: PLC0415  # likewise

    enter(endpoint, monkeypatch)
    return new_bucket()


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five noisy web articles."""
    return _needed(FOLDER.parent / "seeds")


@pytest.fixture(scope="session")
def labelled() -> Path:
    """The labelled data for measuring quality."""
    return _needed(FOLDER)


def _needed(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(
            f"not measured, {folder} is missing: REINSCHRIFT_EVALUATION_DATA must name the folder of the labelled "
            "data, with the seeds beside it in ../seeds"
        )
    return folder
