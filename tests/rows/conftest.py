"""The merge's database, for rows that are staged."""

from tests.merge.conftest import database, merging

__all__ = ["database", "merging"]
