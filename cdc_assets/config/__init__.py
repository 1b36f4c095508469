"""A project's YAML → validated models; every mistake with its line.

`load.py` a whole project: `yaml_nodes.py` files as trees with lines, `legacy.py` older shapes, `files.py` both of them,
`expand.py` variables, `sections.py` models. Its rules: `validate.py`, `relations.py`, `environment.py`, and `check.py`
what needs the source's catalog. `model.py` is what comes out, `tenants.py` says who lives where.
"""
