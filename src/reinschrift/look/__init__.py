"""Read a dataset and explain it; nothing here writes."""
