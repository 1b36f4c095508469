"""SQL Server's catalog as one model, whoever read it.

Readers: `tsql/` and `scripts.py` (project files: `project_file.py`, `msbuild*.py`), `snapshot.py`, `live.py`,
`schemas.py`, chosen by `reader.py`. `changes.py` what is other than before, `deviation.py` and `databases.py` the
databases of all tenants.
"""
