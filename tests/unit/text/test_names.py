"""Several names in one value."""

from reinschrift.text.names import joined


def test_names_are_joined_each_once() -> None:
    assert joined(["A B", "", "C, D", "A B"]) == "A B; C, D"
    assert joined([]) == ""
