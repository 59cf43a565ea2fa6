"""One module a format: its recognition and its reader."""
