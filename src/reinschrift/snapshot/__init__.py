"""Rows and verdicts become an immutable snapshot: objects by content, a manifest as the commit, a plain folder view."""
