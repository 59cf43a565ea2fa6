"""Measures of quality on labelled data; the gates hold them to floors."""
