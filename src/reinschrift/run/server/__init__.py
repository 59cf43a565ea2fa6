"""The local Prefect server: found, started, asked and stopped."""
