"""What a materialisation shows in the UI: counts, Markdown tables, diffs."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import dagster as dg

if TYPE_CHECKING:
    from cdc_assets.catalog.model import Catalog
    from cdc_assets.stages import ApplyStage, DdlStage, DefinitionStage, FileStage, SourceStage

Metadata = dict[str, dg.MetadataValue]


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]], limit: int = 200) -> str:
    """A Markdown table; cells are escaped, and rows past `limit` are counted instead of shown."""
    shown = list(rows)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in shown[:limit]]
    if len(shown) > limit:
        lines.append(f"\n… and {len(shown) - limit} more")
    return "\n".join(lines)


def cells_table(head: Sequence[str], rows: Iterable[Sequence[object]], limit: int = 200) -> dg.MetadataValue:
    """`markdown_table` as metadata."""
    return dg.MetadataValue.md(markdown_table(head, rows, limit))


def rows_table(
    rows: Sequence[Mapping[str, object]], empty: str = "none", limit: int = 200, more: int = 0
) -> dg.MetadataValue:
    """Rows with their keys as the table's head, and how many `more` there are; what to say where there are none."""
    if not rows:
        return dg.MetadataValue.md(empty)
    cells = (["" if cell is None else cell for cell in row.values()] for row in rows)
    shown = markdown_table(list(rows[0]), cells, limit)
    return dg.MetadataValue.md(shown + (f"\n\n… and {more} more" if more > 0 else ""))


def fenced(text: str, language: str) -> dg.MetadataValue:
    """Text as a block of code, whatever fences are in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return dg.MetadataValue.md(f"{fence}{language}\n{text}\n{fence}")


def svg_markdown(svg: str, title: str) -> str:
    """An SVG inside Markdown, as Dagster's UI shows it."""
    return f"![{title}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


INPUTS = "inputs_sha256"
"""The hash of the configuration that a stage was made from, per service; sensors compare with it."""
SOURCE = "source_sha256"
"""The fingerprint of the source that `source_schema` was read from, per service; the drift sensor compares with it."""


def hashes(by_service: Mapping[str, str]) -> dg.MetadataValue:
    """As `INPUTS` and `SOURCE` are recorded."""
    return dg.MetadataValue.json(dict(by_service))


def source_metadata(stages: Sequence[SourceStage]) -> Metadata:
    """Tables with columns, keys and flags; files; diff."""
    return {
        "databases": dg.MetadataValue.text(", ".join(sorted({stage.catalog.database for stage in stages}))),
        "tables": dg.MetadataValue.int(sum(len(stage.catalog.tables) for stage in stages)),
        "columns": dg.MetadataValue.int(sum(len(t.columns) for stage in stages for t in stage.catalog.tables)),
        "catalog": cells_table(
            ("table", "columns", "key", "foreign keys", "CDC", "read from"),
            (row for stage in stages for row in _catalog_rows(stage.catalog)),
        ),
        **_written(stages),
        SOURCE: hashes({stage.service: stage.source_sha256 for stage in stages}),
    }


def definition_metadata(stages: Sequence[DefinitionStage]) -> Metadata:
    """Source tables and their targets; what the type map loses; notes."""
    definitions = [definition for stage in stages for definition in stage.definitions]
    targets = [(definition, target) for definition in definitions for target in definition.targets]
    losses = [
        (definition.source, column.source, column.source_type, column.type, column.loss)
        for definition, target in targets
        for column in target.columns
        if column.loss and not target.exists
    ]
    tables = (
        (
            definition.source,
            f"{target.schema or '{tenant}'}.{target.name}" + (" (exists)" if target.exists else ""),
            len(target.columns),
            ", ".join(target.key) or "none: append-only",
            ", ".join(definition.ignored),
        )
        for definition, target in targets
    )
    notes = [(definition.source, note) for definition in definitions for note in definition.notes]
    return {
        "source_tables": dg.MetadataValue.int(len(definitions)),
        "created_tables": dg.MetadataValue.int(sum(not target.exists for _, target in targets)),
        "validated_tables": dg.MetadataValue.int(sum(target.exists for _, target in targets)),
        "append_only": dg.MetadataValue.int(sum(target.append_only and not target.exists for _, target in targets)),
        "definitions": cells_table(("source", "target", "columns", "key", "ignored"), tables),
        "type_losses": cells_table(("table", "column", "SQL Server", "PostgreSQL", "what is lost"), losses),
        "notes": cells_table(("table", "note"), notes),
        **_written(stages),
    }


def ddl_metadata(stages: Sequence[DdlStage]) -> Metadata:
    """Files by kind, with their checksums; the diff of what changed."""
    files = [file for stage in stages for file in stage.migrations.files]
    return {
        "files": dg.MetadataValue.int(len(files)),
        "ddl": cells_table(
            ("file", "kind", "applied once per", "checksum"),
            ((file.path, file.kind, file.scope, file.sha256[:12]) for file in files),
        ),
        **_written(stages),
    }


def applied_metadata(stage: ApplyStage) -> Metadata:
    """One tenant: what was made, what was right already, where, how long. Of what there was none nothing is said: plots
    would be flat lines at zero."""
    result = stage.result
    shown: Metadata = {
        "tenant": dg.MetadataValue.text(result.tenant or ""),
        "database": dg.MetadataValue.text(stage.database),
        **{
            name: dg.MetadataValue.int(count)
            for name, count in (
                ("units_applied", len(result.applied)),
                ("units_unchanged", len(result.unchanged)),
                ("relations_created", result.relations),
                ("statements", result.statements),
            )
            if count
        },
        "seconds": dg.MetadataValue.float(round(result.seconds, 3)),
        "rendered_sha256": dg.MetadataValue.text(stage.sha256),
    }
    if result.applied:
        rows = [(unit.name, unit.statements, unit.relations, f"{unit.seconds:.3f}") for unit in result.applied]
        shown["applied"] = cells_table(("table", "files", "relations made", "seconds"), rows)
    return shown


def _catalog_rows(catalog: Catalog) -> Iterable[Sequence[object]]:
    for table in catalog.tables:
        key = ", ".join(table.primary_key.columns) if table.primary_key else "none"
        cdc = {True: "on", False: "off", None: "unknown"}[table.cdc_enabled]
        yield (
            table.full_name,
            len(table.columns),
            key,
            len(table.foreign_keys),
            table.not_capturable or cdc,
            table.origin,
        )


def _written(stages: Sequence[FileStage]) -> Metadata:
    written = [path for stage in stages for path in stage.files.written]
    edited = [path for stage in stages for path in stage.files.edited]
    removed = [path for stage in stages for path in stage.files.removed]
    orphaned = [path for stage in stages for path in stage.files.orphaned if path not in stage.files.removed]
    shown: Metadata = {"files_written": dg.MetadataValue.int(len(written))}
    if edited:
        shown["edited_by_hand_and_kept"] = dg.MetadataValue.md("\n".join(f"- `{path}`" for path in edited))
    if orphaned:
        shown["no_longer_configured_and_kept"] = dg.MetadataValue.md("\n".join(f"- `{path}`" for path in orphaned))
    if removed:
        shown["no_longer_configured_and_removed"] = dg.MetadataValue.md("\n".join(f"- `{path}`" for path in removed))
    diff = "\n".join(stage.diff for stage in stages if stage.diff)
    if diff:
        shown["diff"] = fenced(diff, "diff")
    shown["seconds"] = dg.MetadataValue.float(round(sum((stage.seconds for stage in stages), 0.0), 3))
    return shown


def _cell(value: object) -> str:
    return " ".join(str(value).replace("\\", "\\\\").replace("|", "\\|").splitlines())
