"""How many tokens texts have for the tokenizers of models, which are named in the settings."""
