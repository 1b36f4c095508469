"""Rendering of `sql_templates/` into sealed files and their manifest. No connections."""
