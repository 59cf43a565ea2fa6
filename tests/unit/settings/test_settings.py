"""Settings: three layers, refused typos, and a fingerprint of what changes data alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from reinschrift.errors import SettingsError
from reinschrift.settings import load_settings


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "reinschrift.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_set_option_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    """Defaults, then the file, then --set."""
    file = written(tmp_path, "[snapshot]\nshard_mb = 8\n[run]\nretries = 5\n")
    settings = load_settings(file, ["snapshot.shard_mb=2"])
    assert (settings.snapshot.shard_mb, settings.run.retries, settings.paths.raw) == (2, 5, "raw")


@pytest.mark.parametrize(
    ("override", "hint"),
    [
        ("stages.lnes.threshold=1", "stages.lines"),
        ("snapshot.shardmb=1", "snapshot.shard_mb"),
        ("runn.workers=1", "Did you mean run?"),
    ],
)
def test_a_typo_is_refused_with_the_nearest_right_name(override: str, hint: str) -> None:
    """An unknown name never passes silently."""
    with pytest.raises(SettingsError) as caught:
        load_settings(None, [override])
    assert hint in caught.value.hint


def test_a_value_out_of_range_names_the_setting(tmp_path: Path) -> None:
    """The message says which setting, and which value."""
    with pytest.raises(SettingsError, match=r"snapshot\.shard_mb cannot be -1"):
        load_settings(written(tmp_path, "[snapshot]\nshard_mb = -1\n"))


def test_a_file_that_is_not_toml_says_where(tmp_path: Path) -> None:
    """The line of the first mistake is in the message."""
    with pytest.raises(SettingsError, match="line 2"):
        load_settings(written(tmp_path, "[run]\nworkers = \n"))


def test_only_settings_that_change_data_count_for_the_fingerprint() -> None:
    """More workers or another folder give the same data; another shard size may not."""
    plain = load_settings().changing_data()
    assert load_settings(None, ["run.workers=7", "paths.raw=elsewhere"]).changing_data() == plain
    assert load_settings(None, ["snapshot.shard_mb=7"]).changing_data() != plain


def test_a_fault_is_named_where_it_stands(tmp_path: Path) -> None:
    """What `--set` does wrong is not looked for in the file, and what the file does wrong is no fault of `--set`."""
    file = tmp_path / "reinschrift.toml"
    file.write_text("[snapshot]\nshard_mb = 8\n", encoding="utf-8")
    for wrong in ("snapshot.shard_mb=-1", "snapshot.shard_md=1"):
        with pytest.raises(SettingsError) as caught:
            load_settings(file, [wrong])
        assert "file" not in caught.value.context
        assert "reinschrift.toml" not in str(caught.value)
    for wrong in ("shard_mb = -1", "shard_md = 1"):
        file.write_text(f"[snapshot]\n{wrong}\n", encoding="utf-8")
        with pytest.raises(SettingsError) as caught:
            load_settings(file, ["run.workers=2"])
        assert caught.value.context == {"file": file}
