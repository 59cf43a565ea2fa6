"""A rebuild as it runs: its steps, its executors, its local server."""
