"""What may not be read again: pages that were opted out and records that were erased."""
