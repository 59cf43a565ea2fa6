"""What a snapshot tells people: summaries now; report, card and exports beside it."""
