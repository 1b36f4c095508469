"""A database project decides which scripts are read: its file is evaluated as MSBuild evaluates it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.catalog.scripts import read_scripts, scripts_fingerprint
from cdc_assets.errors import CdcError
from tests.catalog.support import problems, read, write_scripts

PROJECT = """﻿<?xml version="1.0" encoding="utf-8"?>
<Project DefaultTargets="Build" xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
  <PropertyGroup><DefaultCollation>Danish_Norwegian_CI_AS</DefaultCollation></PropertyGroup>
  <ItemGroup>
    <Build Include="dbo\\Tables\\*.sql" />
    <Build Include="Gammelt\\**\\*.sql;løs?.sql" />
    <Build Remove="Gammelt\\**\\*.sql;løs?.sql" />
    <PostDeploy Include="Scripts\\Etter.SQL" />
    <None Include="Scripts\\Data\\**" />
  </ItemGroup>
</Project>"""

NAMES = ["Crate", "Lorry", "Parcel", "Route", "Tag"]
"""A table each, in a file `<name>.sql`, unless a case says otherwise."""


def project(items: str, head: str = "<Project>") -> str:
    grouped = re.match("<(ItemGroup|PropertyGroup|Import|ImportGroup|Choose|Target)[ >]", items)
    return f"{head}\n{items if grouped else f'<ItemGroup>{items}</ItemGroup>'}\n</Project>"


def table(name: str) -> str:
    return f"CREATE TABLE dbo.{name} (Id int NOT NULL PRIMARY KEY)\nGO\n"


def tables(files: dict[str, str]) -> list[str]:
    """The tables read from `files`; a file without content holds a table of its own name."""
    return [one.name for one in read({name: text or table(Path(name).stem) for name, text in files.items()}).tables]


def test_a_classic_project_reads_what_it_lists_and_nothing_else_that_lies_there() -> None:
    junk = "EXEC dbo.Alt"
    catalog = read(
        {
            "Db/Db.sqlproj": PROJECT,
            "Db/dbo/Tables/T.sql": "CREATE TABLE t (a char(1) COLLATE Danish_Norwegian_CI_AS, b char(1) COLLATE x_BIN)",
            "Db/dbo/Tables/U.sql": "CREATE TABLE u (a int)",
            "Db/dbo/V.sql": "CREATE TABLE v (a int)",
            "Db/Scripts/Etter.sql": junk,
            "Db/Scripts/Data/a/b.sql": junk,
            "Db/Gammelt/x/y/Z.sql": junk,
            "Db/Løs1.sql": junk,
            "Db/bin/Debug/Db_Create.sql": junk,
            ".git/x.sql": junk,
            "annet/W.sql": "CREATE TABLE w (a int)",
            "les.md": junk,
        }
    )
    assert [one.name for one in catalog.tables] == ["t", "u"]
    assert catalog.collation == "Danish_Norwegian_CI_AS"
    assert [column.collation for column in catalog.tables[0].columns] == [None, "x_BIN"]


SDK, SQLPROJ = '<Project Sdk="Microsoft.Build.Sql/1.0.0">', '<Project Sdk="MSBuild.Sdk.SqlProj/2.9.0">'
HEADS = {
    "CLASSIC": "<Project>",
    "SDK": SDK,
    "OLDER": '<Project><Sdk Name="Microsoft.Build.Sql" Version="0.1.3-preview" />',
    "IMPORTED": '<Project><Import Project="Sdk.props" Sdk="Microsoft.Build.Sql" />',
    "SQLPROJ": SQLPROJ,
}

ITEMS = r"""
CLASSIC: Crate Tag
<Build Include="Crate.sql;Tag.sql" />

CLASSIC: Crate Tag
<Build Include="CRATE.SQL" /><Build Include="Sub\..\Tag.sql" />

CLASSIC: Crate Parcel Route
<Build Include="*.sql" Exclude="L*.sql;Tag.sql" />

CLASSIC: Crate Lorry Parcel Route Tag
<Build Include="**\*.sql" Exclude="**\Made.sql" /><Build Remove="Sub\**" />

CLASSIC: Tag
<Build Remove="Tag.sql" /><Build Include="Tag.sql" />

CLASSIC: Crate
<Build Include="Tag.sql" /><Build Remove="tag.SQL" /><Build Include="Crate.sql" />

CLASSIC: Crate Route
<Build Include="?oute.sql" /><build include="Crate.sql" />

CLASSIC: Deep Shallow
<Build Include="Sub\**" />

CLASSIC: Deep Shallow
<Build Include="Sub\**\*.*" />

CLASSIC: Deep
<Build Include="**/Er/*.sql" />

CLASSIC: Crate Tag
<Build Include="%43rate.sql" /><Build Include="Ta%67.sql" />

CLASSIC: Two
<Build Include="..\Crate %282%29%3B.sql" />

CLASSIC: Crate Parcel Route
<None Include="*.sql" Exclude="Tag.sql" /><Build Include="@(None)" Exclude="Lorry.sql" />

CLASSIC: Crate Tag
<None Include="Tag.sql" /><Build Include="@(None->'%(FullPath)');Crate.sql" />

CLASSIC: Crate Parcel Route
<Skip Include="L*.sql" /><Build Include="*.sql" /><Build Remove="@(Skip);Tag.sql" />

CLASSIC: Tag
<Build Include="Tag.sql" /><PostDeploy Include="Crate.sql" /><Content Include="Route.sql" />

CLASSIC: Route
<Build Include="Tag.sql" Condition="'$(Configuration)' == 'Debug'" />
<Build Include="Route.sql" Condition="'$(Configuration)' == ''" />

CLASSIC: Tag
<Build Include="Tag.sql"><SubType>Code</SubType><Link>Elsewhere\Tag.sql</Link></Build>

CLASSIC: Tag
<Target Name="x"><ItemGroup><Build Include="Crate.sql" /></ItemGroup></Target>
<ItemGroup><Build Include="Tag.sql" /></ItemGroup>

CLASSIC: Tag
<ItemGroup Condition="!Exists('Crate.sql')"><Build Include="Lorry.sql" /></ItemGroup>
<ItemGroup Condition="Exists('Sub\Shallow.sql') And '1' &lt; '2'"><Build Include="Tag.sql" /></ItemGroup>

CLASSIC: Tag
<ItemGroup><Build Include="$(What).sql" /></ItemGroup>
<PropertyGroup><What>Tag</What></PropertyGroup>

CLASSIC: Crate Tag
<PropertyGroup><A Condition="'$(A)' == ''">Tag</A><A Condition="'$(A)'==''">Lorry</A>
<B>$(a).sql;Crate</B></PropertyGroup><ItemGroup><Build Include="$(B).sql" /></ItemGroup>

CLASSIC: Route
<PropertyGroup><A>Tag</A><B>$(A.Replace("Tag", "Route"))</B></PropertyGroup>
<ItemGroup><Build Include="$([System.IO.Path]::Combine('Sub', '..', '$(B).sql'))" /></ItemGroup>

CLASSIC: Crate Route Tag
<PropertyGroup><A>x.Tag_1,Route</A></PropertyGroup>
<ItemGroup><Build Include="$(A.Substring(2).Split(',')[0].Replace('_1', '')).sql" />
<Build Include="$([System.String]::Copy('$(A)').Split(',')[1]).sql" />
<Build Include="$([System.String]::Concat('Cr', 'ate')).sql" /></ItemGroup>

CLASSIC: Tag
<ItemGroup Condition="$([System.IO.File]::Exists('Sub\Shallow.sql'))"><Build Include="Tag.sql" /></ItemGroup>
<ItemGroup Condition="$([System.IO.File]::Exists('$(MSBuildProjectDirectory)\No.sql'))"><Build Include="Crate.sql" />
</ItemGroup><ItemGroup Condition="$([MSBuild]::VersionLessThan('$(VisualStudioVersion)', '11.0'))">
<Build Include="Route.sql" /></ItemGroup>

CLASSIC: Crate Shallow Tag
<Names Include="Crate;Tag" /><Build Include="@(Names->'%(Filename).sql');@(Deep->'Sub\%(Of).sql', ';')" />
<Deep Include="x"><Of>Shallow</Of></Deep><Build Include="@(Deep->'Sub\%(Of).sql', ';')" />

CLASSIC: Tag
<PropertyGroup Condition="$(Nobody.Knows(1))"><A>x</A></PropertyGroup>
<PropertyGroup><B>$([Some.Thing]::Else())</B></PropertyGroup>
<ItemGroup><Build Include="Tag$(A).sql" /></ItemGroup>

CLASSIC: Tag
<PropertyGroup><Configuration Condition="'$(Configuration)'==''">Debug</Configuration>
<Platform>AnyCPU</Platform></PropertyGroup>
<PropertyGroup Condition="'$(Configuration)|$(Platform)' == 'Debug|AnyCPU'"><A>Tag</A></PropertyGroup>
<ItemGroup><Build Include="$(A).sql" /></ItemGroup>

CLASSIC: Tag
<Choose><When Condition="'$(OS)' == 'Unix'"><ItemGroup><Build Include="Lorry.sql" /></ItemGroup></When>
<When Condition="true"><PropertyGroup><A>Tag</A></PropertyGroup></When>
<Otherwise><ItemGroup><Build Include="Crate.sql" /></ItemGroup></Otherwise></Choose>
<ItemGroup><Build Include="$(A).sql" /></ItemGroup>

CLASSIC: Crate Tag
<ItemGroup Condition="'$(X)' == '' Or $(X) &gt; 5"><Build Include="$(MSBuildProjectName).sql" />
<Build Include="$(MSBuildProjectDirectory)\Tag.sql" /></ItemGroup>

CLASSIC: Route Tag
<Import Project="nowhere.props" /><Import Project="$(MSBuildThisFileDirectory)more.props" />
<ItemGroup><Build Include="$(FromProps)" /></ItemGroup>

CLASSIC: Tag
<ImportGroup><Import Project="m*.props" Condition="true" /></ImportGroup>

CLASSIC: Crate
<Import Project="more.props" Condition="'$(Y)' == 'yes'" />
<ItemGroup><Build Include="Crate.sql" /></ItemGroup>

SDK: Crate Lorry Parcel Route Tag Deep Shallow


OLDER: Crate Lorry Parcel Route Tag Deep Shallow


IMPORTED: Crate Lorry Parcel Route Tag Deep Shallow


SDK: Lorry Tag
<Build Remove="Sub\**;*e*.sql" />

SDK: Parcel Route Tag
<Build Update="Tag.sql" Link="x" /><None Include="Lorry.sql" /><PreDeploy Include="Crate.sql" />
<PostDeploy Include="Sub\**" /><Build Include="Tag.sql" />

SDK: Tag
<PropertyGroup><EnableDefaultItems>false</EnableDefaultItems></PropertyGroup>
<ItemGroup><Build Include="Tag.sql" /></ItemGroup>

SDK: Tag
<PropertyGroup><EnableDefaultSqlItems>False</EnableDefaultSqlItems></PropertyGroup>
<ItemGroup><Build Include="Tag.sql" /></ItemGroup>

SDK: Crate Lorry Parcel Route Tag
<PropertyGroup><BaseOutputPath>Sub</BaseOutputPath></PropertyGroup><ItemGroup><Build Remove="bin/**" /></ItemGroup>

SDK: Crate Lorry Parcel Route
<PropertyGroup><DefaultItemExcludes>$(DefaultItemExcludes);Sub/**;T*.sql</DefaultItemExcludes></PropertyGroup>

SDK: Crate Parcel Route Tag
<Build Include="Tag.sql" Condition="'$(Configuration)' == 'Debug'" />
<Build Remove="Lorry.sql" Condition="'$(Configuration)|$(Platform)' == 'Debug|AnyCPU'" />
<Build Remove="Sub/**" />

SDK: Tag
<Build Remove="**" /><Build Include="Tag.sql" Condition="'$(NetCoreBuild)' == 'true'" />
<Build Include="Crate.sql" Type="ExternalStreamingJob" />

SQLPROJ: Crate Lorry Parcel Route Tag
<Build Remove="Sub\**" />

SQLPROJ: Crate Parcel Route Tag
<Content Remove="Sub\**;Lorry.sql" /><None Include="Tag.sql" />
"""
"""Blocks: the project's head and the tables that are read, then what the project says."""


@pytest.mark.parametrize("case", re.split(r"\n\n+", ITEMS.strip()))
def test_items_are_evaluated_in_order_with_properties_conditions_and_wildcards(case: str) -> None:
    first, _, items = case.partition("\n")
    head, _, expected = first.partition(":")
    files = {f"{name}.sql": "" for name in NAMES}
    files |= {"Sub/Shallow.sql": "", "Sub/Er/Deep.sql": "", "../Crate (2);.sql": table("Two")}
    files |= {"bin/Debug/Made.sql": "EXEC x", "obj/Made.sql": "EXEC x", ".vs/Made.sql": "EXEC x", "Read.me": "x"}
    if head == "SQLPROJ":
        files |= {"Pre-Deployment/Before.sql": "EXEC x", "Post-Deployment/Sub/After.sql": "EXEC x"}
    files["more.props"] = (
        '<Project><PropertyGroup><FromProps>Route.sql</FromProps></PropertyGroup><Import Project="more.props" />'
        '<ItemGroup><Build Include="Tag.sql" /></ItemGroup></Project>'
    )
    files["Crate.csproj" if head == "SQLPROJ" else "Crate.sqlproj"] = project(items, HEADS[head])
    assert tables(files) == sorted(expected.split())


def test_files_outside_of_the_folder_are_read_and_named_where_they_are(tmp_path: Path) -> None:
    write_scripts(
        tmp_path,
        {
            "src/Depot/Depot.sqlproj": project(
                '<Build Include="dbo\\Crate.sql" />'
                '<Build Include="..\\Shared\\Tenant.sql"><Link>dbo\\Tenant.sql</Link></Build>'
                '<Build Include="..\\..\\lib\\**\\*.sql" Exclude="..\\..\\lib\\old\\**" />'
            ),
            "src/Depot/dbo/Crate.sql": table("Crate"),
            "src/Shared/Tenant.sql": table("Tenant"),
            "src/Shared/Other.sql": table("Other"),
            "lib/x/Tag.sql": table("Tag"),
            "lib/old/Route.sql": table("Route"),
        },
    )
    catalog = read_scripts(tmp_path / "src/Depot", "Db", label="src/Depot")
    assert {one.name: one.origin for one in catalog.tables} == {
        "Crate": "src/Depot/dbo/Crate.sql:1",
        "Tag": "lib/x/Tag.sql:1",
        "Tenant": "src/Shared/Tenant.sql:1",
    }
    before = scripts_fingerprint(tmp_path / "src/Depot")
    write_scripts(tmp_path, {"src/Shared/Tenant.sql": table("Tenant") + "-- more"})
    assert scripts_fingerprint(tmp_path / "src/Depot") != before


def test_what_cdc_assets_writes_beside_scripts_is_none_of_them(tmp_path: Path) -> None:
    written = dict.fromkeys(("cdc/migrations/a/tables/Crate.sql", "cdc/generated/x/Crate.sql"), table("Crate"))
    files = {"cdc/source-groups.yaml": "", "migrations/Tag.sql": table("Tag"), **written}
    write_scripts(tmp_path, files)
    assert [one.name for one in read_scripts(tmp_path, "Db").tables] == ["Tag"]
    write_scripts(tmp_path, {"Db.sqlproj": '<Project Sdk="Microsoft.Build.Sql/0.2.0" />'})
    assert [one.name for one in read_scripts(tmp_path, "Db").tables] == ["Tag"]


def test_the_folders_of_the_solution_and_of_an_imported_file_are_known(tmp_path: Path) -> None:
    write_scripts(
        tmp_path,
        {
            "x (1)/All.sln": "",
            "x (1)/shared/Shared.projitems": project('<Build Include="$(MSBuildThisFileDirectory)Tag.sql" />'),
            "x (1)/shared/Tag.sql": table("Tag"),
            "x (1)/lib/Crate.sql": table("Crate"),
            "x (1)/src/Db/Db.sqlproj": project(
                '<Import Project="..\\..\\shared\\Shared.projitems" Label="Shared" />'
                '<ItemGroup><Build Include="$(SolutionDir)lib\\*.sql" /></ItemGroup>'
            ),
        },
    )
    assert [one.name for one in read_scripts(tmp_path / "x (1)/src/Db", "Db").tables] == ["Crate", "Tag"]


def test_a_file_that_the_project_builds_and_nobody_has_is_named_with_the_project_files_line() -> None:
    files = {"Db.sqlproj": '<Project>\n<ItemGroup>\n<Build Include="a.sql;dbo\\b.sql" />\n</ItemGroup>\n</Project>'}
    assert problems({**files, "a.sql": table("a")}) == ["source/Db.sqlproj:3: dbo/b.sql does not exist"]


def test_what_cannot_be_known_of_an_item_is_named_with_its_line_and_never_guessed() -> None:
    for items in (
        '<Build Include="$([Some.Thing]::Else()).sql" />',
        '<Build Include="%(Filename).sql" />',
        '<Build Include="a.sql" Condition="$(Nobody.Knows(1))" />',
        '<Build Include="a.sql" Condition="a b" />',
        "<Build Include=\"@(None->Replace('a', 'b'))\" />",
        "<Build Include=\"@(None, ',')\" />",
        "<Build Include=\"$(MSBuildProjectName.Split('b')[7]).sql\" />",
    ):
        found = problems({"Db.sqlproj": f"<Project>\n<ItemGroup>{items}</ItemGroup></Project>", "a.sql": table("a")})
        assert len(found) == 1, items
        assert found[0].startswith("source/Db.sqlproj:2: "), items
        assert found[0].endswith(" is not understood in a project file"), items
    found = problems({"Db.sqlproj": project('<Import Project="$([Some.Thing]::Else())" />'), "a.sql": table("a")})
    assert found == ["source/Db.sqlproj:2: $([Some.Thing]::Else()) is not understood in a project file"]
    harmless = '<Reference Include="$([Some.Thing]::Else())" /><Folder Include="%(x)" /><Build Include="a.sql" />'
    assert tables({"Db.sqlproj": project(f"<ItemGroup>{harmless}</ItemGroup>"), "a.sql": ""}) == ["a"]


def test_directory_build_files_are_found_above_the_project(tmp_path: Path) -> None:
    write_scripts(
        tmp_path,
        {
            "Directory.Build.props": "<Project><PropertyGroup><EnableDefaultSqlItems>false</EnableDefaultSqlItems>"
            "</PropertyGroup></Project>",
            "Directory.Build.targets": '<Project><ItemGroup><Build Include="Tag.sql" /></ItemGroup></Project>',
            "a/b/Db.sqlproj": project("<ItemGroup />", SDK),
            "a/b/Tag.sql": table("Tag"),
            "a/b/Crate.sql": table("Crate"),
        },
    )
    assert [one.name for one in read_scripts(tmp_path / "a", "Db").tables] == ["Tag"]
    before = scripts_fingerprint(tmp_path / "a")
    (tmp_path / "Directory.Build.props").write_text("<Project />")
    assert scripts_fingerprint(tmp_path / "a") != before
    assert [one.name for one in read_scripts(tmp_path / "a", "Db").tables] == ["Crate", "Tag"]


def test_a_directory_build_file_may_read_in_the_one_above_it(tmp_path: Path) -> None:
    above = "$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)..\\'))"
    chain = f"<Import Project=\"{above}\" Condition=\"'{above}' != ''\" />"
    write_scripts(
        tmp_path,
        {
            "Directory.Build.props": "<Project><PropertyGroup><Old>Tag.sql</Old></PropertyGroup></Project>",
            "a/Directory.Build.props": f"<Project>{chain}</Project>",
            "a/Db.sqlproj": project('<Build Remove="$(Old)" />', SDK),
            "a/Tag.sql": table("Tag"),
            "a/Crate.sql": table("Crate"),
        },
    )
    assert [one.name for one in read_scripts(tmp_path / "a", "Db").tables] == ["Crate"]
    (tmp_path / "a/b").mkdir()
    for file in ("Db.sqlproj", "Tag.sql", "Crate.sql"):
        (tmp_path / "a" / file).rename(tmp_path / "a/b" / file)
    assert [one.name for one in read_scripts(tmp_path / "a/b", "Db").tables] == ["Crate"]


def test_a_classic_project_reads_directory_build_targets_where_it_imports_the_build_tools(tmp_path: Path) -> None:
    targets = "$(MSBuildExtensionsPath)\\Microsoft\\VisualStudio\\v$(VisualStudioVersion)\\SSDT\\"
    items = (
        f"<PropertyGroup><Found Condition=\"Exists('{targets}Microsoft.Data.Tools.Schema.SqlTasks.targets')\">1</Found>"
        f"</PropertyGroup><Import Condition=\"'$(Found)' == '1'\" "
        f'Project="{targets}Microsoft.Data.Tools.Schema.SqlTasks.targets" />'
    )
    write_scripts(
        tmp_path,
        {
            "Directory.Build.targets": '<Project><ItemGroup><Build Include="Tag.sql" /></ItemGroup></Project>',
            "Db/Db.sqlproj": project(items),
            "Db/Tag.sql": table("Tag"),
        },
    )
    assert [one.name for one in read_scripts(tmp_path / "Db", "Db").tables] == ["Tag"]


def test_scripts_that_a_deployment_script_includes_are_not_built_by_an_sdk() -> None:
    files = {
        "Db.sqlproj": project('<PostDeploy Include="Post\\After.sql" /><PrePlan Include="Before.sql" />', SDK),
        "Before.sql": "IF COL_LENGTH('dbo.Tag', 'Hue') IS NULL ALTER TABLE dbo.Tag ADD Hue int NULL\n:r Filled.sql",
        "Filled.sql": "EXEC x",
        "Post/After.sql": ':r .\\Data\\One.sql\n  :R "..\\Seed two.sql"\n:setvar x y\n',
        "Post/Data/One.sql": "EXEC x\nGO\n:r Two.sql",
        "Post/Data/Two.sql": "EXEC x",
        "Seed two.sql": "EXEC x",
        "Tag.sql": "",
    }
    assert tables(files) == ["Tag"]


def test_referenced_projects_belong_to_the_database_unless_they_are_another_one() -> None:
    reference = '<ProjectReference Include="..\\{0}\\{0}.sqlproj">{1}</ProjectReference>'
    variable = "<DatabaseSqlCmdVariable>Other</DatabaseSqlCmdVariable>"
    files = {
        "Db/Db.sqlproj": project(
            '<Build Include="Tag.sql" />' + reference.format("Types", "<Name>Types</Name>")
            + reference.format("Other", variable) + reference.format("Gone", "")
        ),
        "Db/Tag.sql": "CREATE TABLE Tag (Id int, Phone dbo.Phone)",
        "Types/Types.sqlproj": project('<Build Include="*.sql" />' + reference.format("Db", "")),
        "Types/Phone.sql": "CREATE TYPE dbo.Phone FROM varchar(20)",
        "Other/Other.sqlproj": project('<Build Include="*.sql" />'),
        "Other/Route.sql": "",
    }  # fmt: skip
    assert tables(files) == ["Tag"]


def test_projects_that_reference_each_other_as_other_databases_are_still_what_decides() -> None:
    reference = '<ProjectReference Include="..\\{0}\\{0}.sqlproj" DatabaseVariableLiteralValue="{0}" />'
    files = {
        "A/A.sqlproj": project('<Build Include="a.sql" />' + reference.format("B")),
        "A/a.sql": "",
        "A/unlisted.sql": "",
        "B/B.sqlproj": project('<Build Include="b.sql" />' + reference.format("A")),
        "B/b.sql": "",
    }
    assert tables(files) == ["a", "b"]


def test_the_path_may_name_one_project_file_of_several(tmp_path: Path) -> None:
    source = write_scripts(
        tmp_path / "source",
        {
            "Db/Db.sqlproj": project('<Build Include="Tag.sql" />'),
            "Db/Tag.sql": table("Tag"),
            "Tests/Tests.sqlproj": project('<Build Include="x.sql" />'),
            "Tests/x.sql": "EXEC tSQLt.NewTestClass 'x'",
            "Tests/Other.csproj": '<Project Sdk="Microsoft.NET.Sdk" />',
        },
    )
    catalog = read_scripts(source / "Db/Db.sqlproj", "Db", label="source/Db/Db.sqlproj")
    assert [one.origin for one in catalog.tables] == ["source/Db/Tag.sql:1"]
    assert scripts_fingerprint(source / "Db/Db.sqlproj") == scripts_fingerprint(source / "Db")
    with pytest.raises(CdcError, match=r"source/Tests/x\.sql:1: NewTestClass can change tables"):
        read_scripts(source, "Db")
    with pytest.raises(CdcError, match=r"Other\.csproj: no database project"):
        read_scripts(source / "Tests/Other.csproj", "Db")


def test_a_program_beside_the_database_is_no_database_project() -> None:
    files = {
        "App.csproj": '<Project Sdk="Microsoft.NET.Sdk"><!-- not MSBuild.Sdk.SqlProj --></Project>',
        "Sql/Tag.sql": "",
        "Route.sql": "",
    }
    assert tables(files) == ["Route", "Tag"]


def test_a_project_file_that_is_none_is_told_in_a_line() -> None:
    for text, what in (
        ("<Project", "not a project file: unclosed token: line 1, column 0"),
        ("", "not a project file: no element found: line 1, column 0"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><Project/>", "a project file with a document type is not read"),
    ):
        assert problems({"a.sqlproj": text, "t.sql": table("t")}) == [f"source/a.sqlproj: {what}"]


PIECES = [
    "$(",
    ")",
    "'",
    "@(",
    "%(",
    ";",
    "**",
    "*",
    "?",
    "..\\",
    "%28",
    "%00",
    "==",
    " and ",
    " or ",
    "!",
    "Exists('",
    "é",
    " ",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(re.split(r"\n\n+", ITEMS.strip())), st.data())
def test_a_project_file_with_something_replaced_is_read_or_refused(case: str, data: st.DataObject) -> None:
    first, _, items = case.partition("\n")
    text = project(items, HEADS[first.partition(":")[0]])
    inside = [found.span(1) for found in re.finditer(r'"([^"]*)"', text)]
    begin, end = data.draw(st.sampled_from(inside))
    at = data.draw(st.integers(begin, end))
    spoilt = text[:at] + data.draw(st.sampled_from(PIECES)) + text[data.draw(st.integers(at, end)) :]
    assert isinstance(problems({"Db.sqlproj": spoilt, "Tag.sql": table("Tag"), "Sub/Route.sql": table("Route")}), list)
