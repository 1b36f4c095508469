"""Running change data capture on SQL Server: what is captured, what should be, what to do, whether it is well.

What belongs here: capture instances, advice, T-SQL to enable and to clean, health checks. Nothing here changes a server
unless `scripts.execute` is called. What does not: the catalog (`catalog/`), connections (`resources/`), PostgreSQL.
"""
