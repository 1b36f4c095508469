"""The catalog as a folder of T-SQL scripts tells it, as SSDT projects keep them.

What scripts do not say stays unknown: object ids, whether CDC is enabled (unless a script says sp_cdc_enable_table),
the type of a computed column that is no CAST (`computed`). A column that says neither NULL nor NOT NULL is nullable, as
with ANSI_NULL_DFLT_ON, the setting of every client library. A history table that no script creates is not listed.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from cdc_assets import cache
from cdc_assets.catalog.assemble import ScriptFacts, assemble
from cdc_assets.catalog.model import Catalog
from cdc_assets.catalog.project_file import read_folder
from cdc_assets.catalog.refactor_log import read_log, with_history
from cdc_assets.catalog.tsql.facts import Fact, from_json, to_json
from cdc_assets.errors import CdcError, Problem


def read_scripts(folder: Path, database: str, cache_dir: Path | None = None, label: str | None = None) -> Catalog:
    """The catalog of `database` from every `*.sql` below `folder`: read completely, or not at all.

    `label` stands for `folder` in messages and origins (default: its name); what was parsed is kept in `cache_dir`.
    Raises CdcError with every script, line and reason at once.
    """
    label = label or folder.name
    found = read_folder(folder, label)
    known = cache.load(cache_dir, "scripts", folder.absolute())
    kept: dict[str, list[object]] = {}
    scripts: list[ScriptFacts] = []
    problems: list[Problem] = []
    for script in found.scripts:
        path = found.shown(script)
        try:
            data = found.read(script)
        except CdcError as error:
            problems.extend(error.problems)
            continue
        key = hashlib.sha256(data).hexdigest()
        if key in known:
            kept[key] = known[key]
            facts = from_json(known[key])
        else:
            facts, refused = _parse(data, path)
            problems.extend(refused)
            if not refused:
                kept[key] = to_json(facts)
        scripts.append(ScriptFacts(path, facts))
    if kept.keys() != known.keys():
        cache.store(cache_dir, "scripts", folder.absolute(), kept)
    catalog, contradictions = assemble(scripts, database, found.collation)
    renamed = []
    for log in found.refactor_logs:
        renamed.extend(read_log(found.read(log), found.root / log, found.shown(log)))
    if problems or contradictions:
        raise CdcError([*problems, *contradictions])
    if not catalog.tables:
        raise CdcError(Problem(label, f"none of {len(scripts)} script(s) creates a table", hint="is the path right?"))
    return replace(catalog, tables=with_history(catalog.tables, renamed)) if renamed else catalog


def scripts_fingerprint(folder: Path, label: str | None = None) -> str:
    """SHA-256 (hex) over names and bytes of the scripts that `read_scripts` would read; nothing is parsed.

    Raises CdcError where the folder or its project file cannot be read.
    """
    found = read_folder(folder, label or folder.name)
    digest = hashlib.sha256()
    for name in (*found.settings, *found.scripts):
        content = hashlib.sha256(found.read(name))
        digest.update(name.encode(errors="surrogateescape") + b"\0" + content.digest())
    return digest.hexdigest()


def _parse(data: bytes, path: str) -> tuple[tuple[Fact, ...], list[Problem]]:
    # sqlglot takes 0.1 s to import, which an unchanged folder need not pay
    from cdc_assets.catalog.tsql.statements import read_script
    from cdc_assets.catalog.tsql.text import Refused, decode

    try:
        facts, refused = read_script(decode(data))
    except Refused as reason:
        facts, refused = (), (reason,)
    return facts, [Problem(f"{path}:{reason.line}", reason.what, hint=reason.hint) for reason in refused]
