"""The developer's harness tells what is read, refused and missing, by a count of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalog.harness import _counted, main
from tests.catalog.support import write_scripts

PROJECT = '<Project><ItemGroup><Build Include="{0}" /></ItemGroup></Project>'


def test_each_project_of_each_repository_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_scripts(
        tmp_path,
        {
            "one/Db/Db.sqlproj": PROJECT.format("a.sql;%62.sql"),
            "one/Db/a.sql": "CREATE TABLE [dbo].[A] (a int)\nGO\nCREATE PROC p AS CREATE TABLE x (a int)",
            "one/Db/b.sql": "CREATE TABLE s.B (a int) -- CREATE TABLE c (a int)",
            "one/Db/c.sql": "EXEC x",
            "one/Tests/Tests.sqlproj": PROJECT.format("*.sql"),
            "one/Tests/t.sql": "CREATE TABLE t (a int)\nGO\nEXEC tSQLt.Run",
            "two/x/plain.sql": "CREATE TABLE u (a int); CREATE TABLE v (a int) DROP TABLE v",
            "three/readme.md": "",
            "four/Db.sqlproj": PROJECT.format('@(Listed)" Exclude="no.sql').replace(
                "<Build", '<Listed Include="a.sql;no.sql" /><Build'
            ),
            "five/App.csproj": '<Project Sdk="Microsoft.NET.Sdk" />',
            "five/Db/Db.csproj": '<Project Sdk="MSBuild.Sdk.SqlProj/3.0.0"><ItemGroup><Content Remove="old.sql" />'
            '<PostDeploy Include="Post-Deployment/after.sql" /></ItemGroup></Project>',
            "five/Db/y.sql": "CREATE TABLE y (a int)",
            "five/Db/old.sql": "CREATE TABLE z (a int)",
            "five/Db/data.sql": "EXEC x",
            "five/Db/Post-Deployment/after.sql": ":r ../data.sql",
            "four/a.sql": "CREATE TABLE w (a int)",
            "four/no.sql": "CREATE TABLE x (a int)",
        },
    )
    assert main(tmp_path) == 1
    assert [line.partition(" (")[0] for line in capsys.readouterr().out.splitlines()] == [
        "read     1 five/Db/Db.csproj",
        "read     1 four/Db.sqlproj",
        "        extra dbo.w",
        "read     2 one/Db/Db.sqlproj",
        "refused     1 one/Tests/Tests.sqlproj",
        "        one/Tests/t.sql:3: Run can change tables in ways that cannot be read here",
        "read     1 two",
        "5 projects, 4 read completely, 1 refused",
    ]


def test_the_count_is_its_own(tmp_path: Path) -> None:
    write_scripts(tmp_path, {"a.sql": "create table dbo . [a b]\n(i int)\ngo;\nCREATE TABLE #t (i int)\nGO 2\n/* */"})
    assert _counted([tmp_path / "a.sql"]) == {"dbo.a b"}
