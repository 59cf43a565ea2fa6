"""Forms for linguists: documents with their paragraphs, sentences and words, and where each comes from."""
