"""Forms of rows that several stages look at."""
