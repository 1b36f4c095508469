"""Writes docs/reference/ from the code (`make docs`) and reads the locks of requirements/: this repository's tools."""
