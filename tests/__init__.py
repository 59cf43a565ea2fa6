"""Tests: each folder is a kind of promise, see CONTRIBUTING.md."""
