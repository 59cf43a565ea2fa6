"""The settings: one frozen tree, three layers, and the fingerprint of what changes data."""

from reinschrift.settings.stages import Section, StageSettings
from reinschrift.settings.tree import PathsSettings, Settings, SnapshotSettings, load_settings

__all__ = ["PathsSettings", "Section", "Settings", "SnapshotSettings", "StageSettings", "load_settings"]
