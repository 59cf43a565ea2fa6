"""Sets that must not be trained on, such as benchmarks: the register's entries, their items, and where these are."""
