"""What whole sites say in robots.txt and tdmrep.json."""
