"""Columns that other tools or models made, joined to documents: the register's entries, their files, and the join."""
