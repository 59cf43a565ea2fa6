"""A new project: the files that make a folder one, and a register of what lies somewhere."""
