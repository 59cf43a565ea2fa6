"""Models that the project has trained: trees, their scoring, the words they know."""
