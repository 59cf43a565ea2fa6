"""What is known of text as such: bytes, characters, words, hashes, charsets, dates."""
