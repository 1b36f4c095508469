"""Rows of SQL Server, read at a known LSN: as they are, and as its change tables tell them."""
