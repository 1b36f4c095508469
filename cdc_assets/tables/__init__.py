"""Table definitions: what PostgreSQL shall hold for each source table, as data.

`build.py` decides by `types.py`, `naming.py`, `source.py`, `templates.py`, `metadata.py`; `model.py` is what comes out,
`files.py` reads and writes it, `changes.py` says what the configuration changed.
"""
