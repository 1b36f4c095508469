"""CDC control plane: SQL Server catalogs in, PostgreSQL schemas, merges and offsets out.

Rooms follow the data: `config`, `catalog`, `tables`, `ddl`, `migrate`, `offsets` are the core and never import Dagster;
`assets`, `checks`, `sensors`, `jobs` and `cli` are thin layers over it.
"""

__version__ = "0.1.0"
