"""Change data capture in SQL Server: what is captured, what should be, what to do, whether it is well.

`model.py` shapes and LSNs, `read.py` the state of a database, `targets.py` how far PostgreSQL is; `advisor.py` and
`health.py` judge; `scripts.py` T-SQL, which changes a server only by `execute`; `report.py` a service as a whole.
"""
