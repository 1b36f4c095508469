"""What one T-SQL script says about tables, as facts.

What belongs here: decoding, tokens, the grammar of the statements that define tables.
What does not: files and folders, putting the facts of many scripts together (`scripts.py`, `assemble.py`).
"""
