"""The lock: `build.txt` (what builds the package), `core.txt` (what users install), and what each extra adds to them.

What belongs here: making, installing and auditing it. What does not: ranges, which `pyproject.toml` has.
"""
