"""A sink's SQL: which files there are, what they say, and what a real PostgreSQL makes of them."""

from __future__ import annotations

from dataclasses import replace

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdc_assets.catalog.model import ForeignKey
from cdc_assets.config.model import ColumnTemplate, Roles
from cdc_assets.ddl.environment import mark
from cdc_assets.ddl.files import file_text
from cdc_assets.ddl.relation import comments_in
from cdc_assets.ddl.render import render_migrations
from cdc_assets.errors import CdcError
from cdc_assets.tables.build import build_definitions
from cdc_assets.tables.metadata import FINAL, STAGING
from cdc_assets.tables.naming import fit, merge_name, primary_key_name, staging_name
from tests.ddl.execution import columns, comment, defaults, execute, keys
from tests.support.postgres import fresh_database
from tests.tables.factory import CUSTOMER_ID, SINK, catalog, column, project, replica, table

ACTOR = table(
    "Actor",
    [
        column("actno", nullable=False),
        column("Navn", "nvarchar(50)", nullable=False, alias="dbo.Navn"),
        column("Post", "char(4)"),
        column("Saldo", "decimal(18,4)", default="((0))"),
        column("Endret", "datetime2(7)"),
        column("Sti", "hierarchyid"),
    ],
    key=("actno",),
    foreign_keys=[ForeignKey("fk", ("Post",), "dbo", "Poststed", ("nr",))],
)
LOGG = table("Logg", {"Tekst": "nvarchar(max)"}, key=())
WITH_TENANT = {"column_templates": [{"template": "customer_id"}]}


def render(root, *tables, sink_tables=None, roles=None, templates=None, tenancy="schema", reuse=None):
    uses = sink_tables if sink_tables is not None else {f"adopus.{t.name}": replica(t.full_name) for t in tables}
    whole, one = project(
        root, {SINK: uses}, {t.full_name: {} for t in tables}, roles=roles, templates=templates, tenancy=tenancy
    )
    return render_migrations(whole, SINK, build_definitions(whole, one, catalog(*tables)), reuse)


@pytest.fixture(scope="module")
def shared(postgres):
    with fresh_database(postgres) as conninfo, psycopg.connect(conninfo) as one:
        yield one


@pytest.fixture(scope="module")
def managed(postgres, tmp_path_factory):
    """A connection to a database that holds `cdc_management`, for a property's many tenants."""
    with fresh_database(postgres) as conninfo, psycopg.connect(conninfo) as one:
        execute(one, render(tmp_path_factory.mktemp("managed"), ACTOR))
        one.commit()
        yield one


@pytest.fixture
def connection(shared):
    """A connection to a database that is empty again afterwards."""
    yield shared
    shared.rollback()


def names(migrations, kind):
    return [file.path for file in migrations.files if file.kind == kind]


class TestFiles:
    def test_infrastructure_schemas_and_relations_come_in_the_order_of_application(self, tmp_path):
        made = render(tmp_path, ACTOR, LOGG)
        kinds = [file.kind for file in made.files]
        order = ["infrastructure", "schema", "table", "staging", "procedure"]
        assert [kind for kind in order if kind in kinds] == list(dict.fromkeys(kinds))
        assert names(made, "schema") == ["schemas/tenant.sql"]
        assert names(made, "table") == ["tables/Actor.sql", "tables/Logg.sql"]
        assert names(made, "staging") == ["staging/Actor-staging.sql", "staging/Logg-staging.sql"]
        seen = set()
        for file in made.files:
            assert set(file.depends_on) <= seen, file.path
            seen.add(file.path)

    def test_infrastructure_is_once_per_database_and_knows_no_service(self, tmp_path):
        made = [file for file in render(tmp_path, ACTOR).files if file.kind == "infrastructure"]
        assert [file.path for file in made] == sorted(file.path for file in made)
        assert all((file.scope, file.schema) == ("database", "cdc_management") for file in made)
        assert not any("adopus" in file_text(file) or "{{SCHEMA}}" in file.body for file in made)

    def test_the_tenants_schema_is_a_placeholder(self, tmp_path):
        for file in render(tmp_path, ACTOR).files:
            if file.scope == "tenant":
                assert "{{SCHEMA}}" in file.body
                assert file.schema is None

    def test_literal_schemas_are_created_once_and_named_in_the_files(self, tmp_path):
        uses = {"arkiv.Actor": replica("dbo.Actor", **WITH_TENANT), "adopus.Actor": replica("dbo.Actor")}
        made = render(tmp_path, ACTOR, sink_tables=uses)
        assert names(made, "schema") == ["schemas/literal.arkiv.sql", "schemas/tenant.sql"]
        assert names(made, "table") == ["tables/arkiv.Actor.sql", "tables/Actor.sql"]
        literal = next(file for file in made.files if file.path == "tables/arkiv.Actor.sql")
        assert (literal.scope, literal.schema, literal.relation) == ("database", "arkiv", "Actor")
        assert 'CREATE TABLE "arkiv"."Actor"' in literal.body

    def test_a_table_that_exists_gets_no_ddl(self, tmp_path):
        made = render(tmp_path, ACTOR, sink_tables={"public.x": {"from": "dbo.Actor", "target_exists": True}})
        assert {file.kind for file in made.files} == {"infrastructure"}

    def test_the_header_names_source_target_and_transforms(self, tmp_path):
        use = replica("dbo.Actor", transforms=[{"bloblang_ref": "file://x.blobl"}], **WITH_TENANT)
        made = render(tmp_path, ACTOR, sink_tables={"adopus.Actor": use})
        file = next(file for file in made.files if file.kind == "table")
        header = file_text(file).split("\n\n", 1)[0]
        assert header.startswith("-- DO NOT EDIT")
        for said in (
            "dbo.Actor of AdOpusTest, service adopus",
            "Actor in each tenant's schema",
            SINK,
            "file://x.blobl",
        ):
            assert said in header
        assert header.endswith(f"-- sha256: {file.sha256}")

    def test_nothing_in_a_header_ends_its_line_or_reads_as_the_placeholder(self, tmp_path):
        evil = table("a\nDROP SCHEMA x;\u2028{{SCHEMA}}", {"Id": "int"})
        for file in render(tmp_path, evil).files:
            header = file_text(file).removesuffix(file.body)
            assert all(line.startswith("--") or not line for line in header.splitlines())
            assert "{{SCHEMA}}" not in header

    def test_the_set_of_customers_does_not_show(self, tmp_path):
        whole, one = project(tmp_path, {SINK: {"adopus.Actor": replica("dbo.Actor")}}, {"dbo.Actor": {}})
        definitions = build_definitions(whole, one, catalog(ACTOR))
        assert render_migrations(whole, SINK, definitions) == render_migrations(
            replace(whole, env="prod"), SINK, definitions
        )


class TestOnPostgres:
    def test_tables_get_columns_keys_and_comments(self, tmp_path, connection):
        execute(connection, render(tmp_path, ACTOR, LOGG), "avansas", "b jorkelund")
        for schema in ("avansas", "b jorkelund"):
            found = columns(connection, schema)
            assert set(found) == {"Actor", "stg_Actor", "Logg", "stg_Logg"}
            assert list(found["Actor"].items())[:6] == [
                ("actno", "integer!"),
                ("Navn", "character varying(50)"),
                ("Post", "character varying(4)"),
                ("Saldo", "numeric(18,4)"),
                ("Endret", "timestamp(6) without time zone"),
                ("Sti", "text"),
            ]
            assert list(found["Actor"])[6:] == [one.name for one in FINAL]
            staging = found["stg_Actor"]
            assert list(staging.values())[len(STAGING) :] == [
                "integer",
                "text",
                "text",
                "numeric",
                "text",  # seven digits
                "text",
            ]
            assert list(staging)[:-6] == [one.name for one in STAGING]
            assert keys(connection, schema) == {"Actor": ("Actor_pkey", ["actno"])}
        assert comment(connection, "avansas", "Actor", "Navn") == "Navn dbo.Navn = nvarchar(50) not null"
        assert comment(connection, "avansas", "Actor", "Post") == (
            "Post char(4) null; references dbo.Poststed.nr; lost: pad blanks"
        )
        assert "not in the change stream" in (comment(connection, "avansas", "Actor", "Sti") or "")
        assert comment(connection, "avansas", "Actor", "__lsn") == next(c.meaning for c in FINAL if c.name == "__lsn")
        assert "append-only" in (comment(connection, "avansas", "Logg") or "")

    def test_nothing_has_a_source_default_or_a_foreign_key(self, tmp_path, connection):
        execute(connection, render(tmp_path, ACTOR), "t")
        foreign = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 't'::regnamespace"
        assert connection.execute(foreign).fetchone() == (0,)
        assert set(defaults(connection, "t", "Actor")) == {one.name for one in FINAL if one.default}

    def test_a_templates_default_stands_in_both_tables(self, tmp_path, connection):
        templates = {
            "customer_id": CUSTOMER_ID,
            "synced": ColumnTemplate(name="_synced", type="timestamptz", not_null=True, default="now()"),
            "env": ColumnTemplate(name="_env", type="varchar(9)", default="'it''s; --'"),
        }
        uses = {"adopus.Actor": replica("dbo.Actor", column_templates=[{"template": "synced"}, {"template": "env"}])}
        execute(connection, render(tmp_path, ACTOR, sink_tables=uses, templates=templates), "t")
        for name in ("Actor", "stg_Actor"):
            found = defaults(connection, "t", name)
            assert (found["_synced"], found["_env"].partition("::")[0]) == ("now()", "'it''s; --'")
        assert columns(connection, "t")["Actor"]["_synced"] == "timestamp with time zone!"

    def test_schemas_and_infrastructure_can_run_twice(self, tmp_path, connection):
        uses = {"arkiv.Actor": replica("dbo.Actor", **WITH_TENANT), "adopus.Actor": replica("dbo.Actor")}
        made = render(tmp_path, ACTOR, sink_tables=uses)
        execute(connection, made, "t")
        again = tuple(file for file in made.files if file.kind not in ("table", "staging"))
        execute(connection, replace(made, files=again), "t")
        assert keys(connection, "arkiv") == {"Actor": ("Actor_pkey", ["_customer_id", "actno"])}

    def test_roles_may_do_what_they_need_and_nothing_else(self, tmp_path, connection):
        for role in ('l"oader', "reader"):
            connection.execute(f"CREATE ROLE {chr(34)}{role.replace(chr(34), chr(34) * 2)}{chr(34)}".encode())
        made = render(tmp_path, ACTOR, roles=Roles(loader='l"oader', reader="reader"))
        execute(connection, made, "t")
        procedures = any(file.kind == "procedure" for file in made.files)
        expected = {
            ("Actor", "reader", "SELECT"): procedures,
            ("Actor", "reader", "INSERT"): False,
            ("Actor", 'l"oader', "SELECT"): False,
            ("stg_Actor", 'l"oader', "INSERT"): procedures,
            ("stg_Actor", 'l"oader', "SELECT"): False,
            ("stg_Actor", "reader", "SELECT"): False,
        }
        for (name, role, privilege), granted in expected.items():
            row = connection.execute(
                "SELECT has_table_privilege(%s, %s::regclass, %s), has_schema_privilege(%s, 't', 'USAGE')",
                [role, f't."{name}"', privilege, role],
            ).fetchone()
            assert row == (granted, True), (name, role, privilege)

    def test_a_loader_may_stage_though_no_other_role_is_configured(self, tmp_path, connection):
        connection.execute("CREATE ROLE alene")
        execute(connection, render(tmp_path, ACTOR, roles=Roles(loader="alene")), "t")
        asked = "SELECT has_function_privilege('alene', 'cdc_management.stage(text, text)', 'EXECUTE')"
        assert connection.execute(asked).fetchone() == (True,)

    def test_without_roles_nothing_is_granted(self, tmp_path):
        assert not any("GRANT" in file.body for file in render(tmp_path, ACTOR).files if file.kind != "infrastructure")


BREAKOUTS = [
    'x"; DROP SCHEMA public; --',
    "{{SCHEMA}}",
    'a{{SCHEMA}}"b\\',
    "n" * 128,
    "å" * 128,
    "Order Details",
    "Ærlig Øst",
    "a]b",
    "line\nbreak",
    "cr\rlf\r\n",
    "quote ' and \"",
    "back\\slash \\x41 \\",
    "$cdc$; $$",
    "%s %(x)s {0} {{",
    "/* */ --",
    "\u202eright\u2028to left",
    "𝒳 emoji 🙂",
    "1",
    "select",
    "Kunde_pkey",
    "E'\\",
    'U&"d\\0061"',
    "__x",
]


def assert_exactly(connection, made, tenant, tables):
    """The live catalog holds exactly the fitted names, and the key under its derived one."""
    execute(connection, made, tenant)
    found = columns(connection, tenant)
    expected = {}
    for one in tables:
        name = fit(one.name)
        data = [fit(c.name) for c in one.columns]
        expected[name] = [*data, *(c.name for c in FINAL)]
        keyed = {fit(c) for c in one.primary_key.columns}  # come first in staging
        expected[staging_name(name)] = [
            *(c.name for c in STAGING),
            *sorted(data, key=lambda column, keyed=keyed: column not in keyed),
        ]
        assert keys(connection, tenant)[name] == (primary_key_name(name), [fit(c) for c in one.primary_key.columns])
    assert {name: list(found[name])[: len(wanted)] for name, wanted in expected.items()} == expected
    assert set(expected) <= set(found)
    if any(file.kind == "procedure" for file in made.files):
        rows = connection.execute(
            "SELECT proname::text FROM pg_proc WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = %s)",
            [tenant],
        )
        assert {merge_name(fit(one.name)) for one in tables} <= {name for (name,) in rows}


@pytest.mark.parametrize("name", BREAKOUTS)
def test_names_that_try_to_break_out_are_harmless(name, tmp_path, connection):
    one = table(name, {name: "int", "Navn": "nvarchar(20)", "NAVN": "int"}, key=(name,))
    tenant = name if len(name.encode()) < 64 else "t"
    assert_exactly(connection, render(tmp_path, one), tenant, [one])
    assert comment(connection, tenant, fit(name), fit(name)) == f"{name} int not null"
    row = connection.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'public'").fetchone()
    assert row == (1,)


@pytest.mark.parametrize("name", BREAKOUTS)
def test_a_tables_file_tells_the_comments_it_gives(name, tmp_path):
    one = table(name, {name: "int", "Navn": "nvarchar(20)"}, key=(name,))
    (file,) = (file for file in render(tmp_path, one).files if file.kind == "table")
    assert comments_in(file.body) == {
        "": f"Replica of dbo.{name} (service adopus)",
        fit(name): f"{name} int not null",
        "Navn": "Navn nvarchar(20) null",
    }
    assert file.body.count("{{") == file.body.count("{{SCHEMA}}")
    assert comments_in('COMMENT ON COLUMN {{SCHEMA}}."a"."b" IS \'a former version\';\n') == {}


def test_tables_and_staging_tables_are_made_anew_when_the_metadata_columns_change(tmp_path):
    for kind, shared in (("table", FINAL), ("staging", STAGING)):
        (file,) = (file for file in render(tmp_path, ACTOR).files if file.kind == kind)
        assert f"-- {mark(shared)}\n" in file.body
        assert mark(shared) != mark((replace(shared[0], type="bytea"), *shared[1:]))


NAMES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40),
    st.text(st.sampled_from("\"{}\\'$;-ÆøA a\n].%SCHEMA"), min_size=1, max_size=128),
    st.sampled_from(BREAKOUTS),
)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_a_catalog_is_called_the_database_holds_exactly_the_fitted_names(data, tmp_path, managed):
    tables = []
    for name in data.draw(st.lists(NAMES, min_size=1, max_size=2, unique=True)):
        fields = data.draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
        key = data.draw(st.lists(st.sampled_from(fields), min_size=1, unique=True))
        tables.append(table("dbo." + name, dict.fromkeys(fields, "int"), key=key))
    tenant = fit(data.draw(NAMES))
    if tenant.startswith("pg_") or any("." in t.name for t in tables):
        return
    try:
        made = render(tmp_path, *tables)
    except CdcError:
        return  # names that collide, or system columns: said, not made
    try:
        tenants = replace(made, files=tuple(file for file in made.files if file.scope == "tenant"))
        assert_exactly(managed, tenants, tenant, tables)
    finally:
        managed.rollback()
