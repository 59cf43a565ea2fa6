"""How each model was made, to the same bytes; needs lightgbm, which the library does not."""
