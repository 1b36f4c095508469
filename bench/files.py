"""CPU seconds of the stages that write files, for the example's tables multiplied to 1,000.

The targets are the issue's: the configuration loaded in ≤ 1 s, scripts parsed in ≤ 6 s, snapshot → definitions → DDL
in ≤ 9 s the first time and ≤ 1.5 s when nothing changed. Each measurement is a process of its own, as a stage is in a
deployment; linearity is shown by the same at 250 and 500 tables.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml
from rich.console import Console
from rich.table import Table

from resources.project import CHECKOUT

_STAGES = """
import os, time
from resources.project import open_project
from cdc_assets import stages
def cpu(work):
    before = time.process_time(); work(); return time.process_time() - before
opened = []
loading = cpu(lambda: opened.append(open_project(os.environ)))
(project, environ), = opened
service = next(iter(project.services.values()))
scripts = cpu(lambda: stages.source_schema(project, service, environ))
sink = next(iter(service.sinks))
rest = cpu(lambda: (stages.table_definitions(project, service), stages.ddl(project, service, sink)))
print(loading, scripts, rest)
"""


def multiply(example: Path, target: Path, tables: int) -> Path:
    """A copy of the example in which its tables stand several times, `tables` in all."""
    shutil.copytree(example, target, ignore=shutil.ignore_patterns(".cdc", "generated", "migrations"))
    service_file = target / "services" / "adopus.yaml"
    service = yaml.safe_load(service_file.read_text(encoding="utf-8"))
    body = service["adopus"]
    (sink,) = body["sinks"].values()
    originals = dict(body["source"]["tables"])
    own = {use["from"]: (name, use) for name, use in sink["tables"].items() if name.startswith("adopus.")}
    scripts = {path.stem: path for path in (target / "source").rglob("Tables/*.sql")}
    (project_file,) = (target / "source").glob("*.sqlproj")
    count, copy, listed = len(originals), 0, ""
    while count < tables:
        copy += 1
        for full_name, options in originals.items():
            if count == tables:
                break
            schema, name = full_name.split(".", 1)
            path = scripts[name]
            raw = path.read_bytes()
            encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
            text = raw.decode(encoding)
            own_name = re.compile(rf"""((?:{schema}|\[{schema}\]|"{schema}")\.)([\["]?){re.escape(name)}([\]"]|\b)""")
            text = own_name.sub(rf"\g<1>\g<2>{name}{copy}\g<3>", text)
            copied = path.with_name(f"{name}{copy}.sql")
            copied.write_text(text, encoding="utf-8")
            listed += f'    <Build Include="{copied.relative_to(target / "source")}" />\n'
            body["source"]["tables"][f"{schema}.{name}{copy}"] = options
            target_name, use = own[full_name]
            sink["tables"][f"{target_name}{copy}"] = {**use, "from": f"{schema}.{name}{copy}"}
            count += 1
    project = project_file.read_text(encoding="utf-8-sig")
    project = project.replace("</Project>", f"  <ItemGroup>\n{listed}  </ItemGroup>\n</Project>")
    project_file.write_text(project, encoding="utf-8")
    service_file.write_text(yaml.safe_dump(service, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return target


def measure(project: Path) -> tuple[float, float, float]:
    """CPU seconds of loading the project, `source_schema`, and `table_definitions` + `ddl`, in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", _STAGES],
        env={"CDC_PROJECT_DIR": str(project), "PATH": "/usr/bin:/bin"},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    loading, source, rest = map(float, done.stdout.split())
    return loading, source, rest


def run(console: Console) -> None:
    """Print first and unchanged runs at 250, 500 and 1,000 tables."""
    shown = Table(title="files: CPU seconds, first run / nothing changed", title_justify="left")
    heads = ("tables", "configuration", "source_schema first", "unchanged", "definitions + ddl first", "unchanged")
    for head in heads:
        shown.add_column(head, justify="right")
    with tempfile.TemporaryDirectory() as scratch:
        for count in (250, 500, 1000):
            project = multiply(CHECKOUT / "examples" / "adopus", Path(scratch) / str(count), count)
            first, again = measure(project), measure(project)
            values = (min(first[0], again[0]), first[1], again[1], first[2], again[2])
            shown.add_row(str(count), *(f"{value:.2f}" for value in values))
    console.print(shown)
    console.print("targets at 1,000: 1 / 6 / – / 9 / 1.5")
