"""How like a trusted source a text is: a linear model of words and pairs of words, trained on the corpus itself."""
