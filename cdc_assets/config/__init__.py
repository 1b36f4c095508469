"""A project's YAML → validated models; every mistake with its line.

`yaml_nodes.py` and `tree.py` files as trees with lines, `expand.py` and `environment.py` variables; `legacy*.py` and
`modern.py` older shapes as today's; `load.py` a whole project, `sections.py`, `relations.py` and `validat*.py` its
rules, `check.py` those that need the source's catalog; `model.py` what comes out, `tenants.py` who lives where.
"""
