"""One shard's way, from the plan of a rebuild to the files of its result."""
