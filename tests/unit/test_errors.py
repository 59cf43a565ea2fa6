"""Errors say what, where and what to do, and survive the way between processes."""

from __future__ import annotations

import pickle

import pytest

from reinschrift import errors


def every_error() -> list[type[errors.ReinschriftError]]:
    found, todo = [], [errors.ReinschriftError]
    while todo:
        kind = todo.pop()
        found.append(kind)
        todo.extend(kind.__subclasses__())
    return found


@pytest.mark.parametrize("kind", every_error())
def test_an_error_survives_pickling(kind: type[errors.ReinschriftError]) -> None:
    """Message, hint and context arrive whole in another process."""
    error = kind("it broke", hint="mend it", context={"path": "a b.txt"})
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  # our own bytes
    assert type(copy) is kind
    assert (copy.message, copy.hint, copy.context) == ("it broke", "mend it", {"path": "a b.txt"})
    assert str(copy) == "it broke\n  path: a b.txt\n  → mend it"


def test_only_storage_is_worth_another_try() -> None:
    """A full network may pass, a wrong setting will not; a foreign error, such as a killed worker, may."""
    assert errors.worth_a_retry(errors.StorageError("gone"))
    assert errors.worth_a_retry(RuntimeError("worker killed"))
    assert not errors.worth_a_retry(errors.CommitConflictError("first"))
    assert not errors.worth_a_retry(errors.SettingsError("typo"))
