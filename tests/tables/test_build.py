"""Definitions: which columns, names and keys a target gets, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdc_assets.catalog.model import ForeignKey, Key
from cdc_assets.config.model import ColumnTemplate, Roles
from cdc_assets.tables.files import read_definitions, write_definitions
from cdc_assets.tables.naming import fit
from tests.tables.factory import CUSTOMER_ID, SINK, build, column, problems, replica, table, target

ACTOR = table("Actor", {"Id": "int", "Navn": "nvarchar(50)", "Døv": "bit"})


def names(one):
    return [c.name for c in one.columns]


class TestColumns:
    def test_a_table_is_cloned_into_the_tenants_schema(self, tmp_path):
        (definition,) = build(tmp_path, ACTOR)
        (one,) = definition.targets
        assert (one.schema, one.name, one.sink, one.key) == (None, "Actor", SINK, ("Id",))
        assert [(c.name, c.type, c.staging_type, c.not_null, c.source_nullable) for c in one.columns] == [
            ("Id", "integer", "integer", True, False),
            ("Navn", "varchar(50)", "text", False, True),
            ("Døv", "boolean", "boolean", False, True),
        ]
        assert definition.topic == "{env}.{customer}.{database}.dbo.Actor"
        assert (definition.source, definition.database, definition.source_key) == ("dbo.Actor", "AdOpusTest", ("Id",))

    def test_ignored_columns_are_left_out_and_listed(self, tmp_path):
        (definition,) = build(tmp_path, ACTOR, options={"dbo.Actor": {"ignore_columns": ["Døv"]}})
        assert names(definition.targets[0]) == ["Id", "Navn"]
        assert definition.ignored == ("Døv",)

    def test_included_columns_are_taken_together_with_the_key(self, tmp_path):
        (definition,) = build(tmp_path, ACTOR, options={"dbo.Actor": {"include_columns": ["Navn"]}})
        assert names(definition.targets[0]) == ["Id", "Navn"]
        assert definition.ignored == ("Døv",)

    def test_computed_columns_are_left_out_with_a_note(self, tmp_path):
        one = table("T", [column("Id", nullable=False), column("Alder", "int", computed="([a]+1)")])
        (definition,) = build(tmp_path, one)
        assert names(definition.targets[0]) == ["Id"]
        assert "Alder" in definition.notes[0]

    def test_a_computed_column_that_is_asked_for_is_never_not_null_nor_carried(self, tmp_path):
        one = table("T", [column("Id", nullable=False), column("Alder", "int", nullable=False, computed="([a]+1)")])
        (definition,) = build(tmp_path, one, options={"dbo.T": {"computed_columns": ["Alder"]}})
        alder = definition.targets[0].columns[1]
        assert (alder.name, alder.not_null, alder.carried) == ("Alder", False, False)
        assert "computed" in (alder.loss or "")

    def test_its_type_may_be_unknown(self, tmp_path):
        one = table("T", [column("Id", nullable=False), column("Sum", "computed", computed="([a]+[b])")])
        assert target(tmp_path, one, options={"dbo.T": {"computed_columns": ["Sum"]}}).columns[1].type == "text"

    def test_of_an_encrypted_column_the_ciphertext_is_taken(self, tmp_path):
        one = table("T", [column("Id", nullable=False), column("Fnr", "nvarchar(11)", encrypted=True)])
        fnr = target(tmp_path, one).columns[1]
        assert (fnr.type, fnr.source_type, fnr.large) == ("bytea", "nvarchar(11)", True)
        assert "Always Encrypted" in (fnr.loss or "")

    def test_columns_are_renamed_by_the_sink_table(self, tmp_path):
        one = target(tmp_path, ACTOR, sink_tables={"adopus.Actor": replica("dbo.Actor", columns={"Id": "actno"})})
        assert names(one) == ["actno", "Navn", "Døv"]
        assert one.key == ("actno",)
        assert one.columns[0].source == "Id"

    def test_an_existing_target_takes_its_mapped_columns_alone(self, tmp_path):
        use = {"from": "dbo.Actor", "target_exists": True, "columns": {"Navn": "fullName", "Id": "id"}}
        one = target(tmp_path, ACTOR, sink_tables={"public.customer_user": use})
        assert (one.schema, one.name, one.exists) == ("public", "customer_user", True)
        assert [(c.source, c.name) for c in one.columns] == [("Id", "id"), ("Navn", "fullName")]
        assert one.key == ("id",)

    def test_an_existing_target_without_the_key_is_noted(self, tmp_path):
        use = {"from": "dbo.Actor", "target_exists": True, "columns": {"Navn": "fullName"}}
        (definition,) = build(tmp_path, ACTOR, sink_tables={"public.customer_user": use})
        assert definition.targets[0].key == ()
        assert any("Id is not mapped" in note for note in definition.notes)

    def test_the_alias_type_the_references_and_the_loss_are_kept_for_comments(self, tmp_path):
        one = table(
            "T",
            [
                column("Id", nullable=False),
                column("Navn", "nvarchar(50)", alias="dbo.Navn"),
                column("Post", "int"),
                column("Tid", "datetime2(7)"),
            ],
            foreign_keys=[
                ForeignKey("a", ("Post",), "dbo", "Poststed", ("nr",)),
                ForeignKey("b", ("Post",), "hr", "Post", ("Id",)),
            ],
        )
        _, navn, post, tid = target(tmp_path, one).columns
        assert (navn.alias, navn.type) == ("dbo.Navn", "varchar(50)")
        assert post.references == "dbo.Poststed.nr, hr.Post.Id"
        assert "100 ns" in (tid.loss or "")

    def test_two_columns_that_differ_only_in_case_stay_two(self, tmp_path):
        assert names(target(tmp_path, table("T", {"Id": "int", "ID": "int", "id": "int"}))) == ["Id", "ID", "id"]

    def test_long_names_are_cut_to_63_bytes_and_noted(self, tmp_path):
        long_column, long_table = "ø" * 64, "Å" * 100
        (definition,) = build(tmp_path, table(long_table, {"Id": "int", long_column: "int"}))
        (one,) = definition.targets
        assert one.name == fit(long_table)
        assert one.columns[1].name == fit(long_column)
        for name in (one.name, one.staging, one.procedure, one.primary_key, *names(one)):
            assert len(name.encode()) <= 63
        assert len(definition.notes) == 2

    def test_the_topic_is_written_in_kafkas_alphabet(self, tmp_path):
        (definition,) = build(tmp_path, table("Kurs Deltaker", {"Id": "int"}))
        assert definition.topic == "{env}.{customer}.{database}.dbo.Kurs_Deltaker"

    def test_definitions_are_sorted_and_a_table_without_sink_says_so(self, tmp_path):
        found = build(tmp_path, table("B", {"Id": "int"}), table("A", {"Id": "int"}), sink_tables={})
        assert [d.source for d in found] == ["dbo.A", "dbo.B"]
        assert found[0].targets == ()
        assert found[0].notes == ("No sink takes this table.",)


class TestKeys:
    def test_a_table_without_a_key_is_append_only_with_a_note(self, tmp_path):
        (definition,) = build(tmp_path, table("Logg", {"Tekst": "nvarchar(max)"}, key=()))
        assert definition.targets[0].append_only
        assert "append-only" in definition.notes[0]

    def test_its_unique_index_is_offered(self, tmp_path):
        one = table("Logg", {"A": "int", "B": "int"}, key=(), unique_keys=(Key("ux", ("A", "B"), constraint=False),))
        assert "key_columns: [A, B]" in build(tmp_path, one)[0].notes[0]

    def test_key_columns_give_it_a_key(self, tmp_path):
        one = table("Logg", {"A": "int", "B": "int"}, key=())
        (definition,) = build(tmp_path, one, options={"dbo.Logg": {"key_columns": ["B", "A"]}})
        assert definition.targets[0].key == ("B", "A")
        assert all(c.not_null for c in definition.targets[0].columns)
        assert any("nullable" in note for note in definition.notes)

    @pytest.mark.parametrize("kind", ["datetime2(7)", "time(7)"])
    def test_a_key_column_mapped_with_loss_is_refused(self, kind, tmp_path):
        (problem,) = problems(tmp_path, table("T", {"Id": kind}))
        assert "two source keys could become one" in problem.what
        assert "approve_key_loss" in problem.hint
        assert problem.key == "adopus.source.tables.dbo.T"

    @pytest.mark.parametrize("options", [{"approve_key_loss": True}, {"key_columns": ["Id"]}])
    def test_unless_it_is_approved(self, options, tmp_path):
        (definition,) = build(tmp_path, table("T", {"Id": "datetime2(7)"}), options={"dbo.T": options})
        assert definition.targets[0].key == ("Id",)
        assert any("as approved" in note for note in definition.notes)

    @pytest.mark.parametrize("kind", ["hierarchyid", "sql_variant"])
    def test_a_key_column_that_the_stream_does_not_carry_is_refused(self, kind, tmp_path):
        one = table("T", {"Id": kind, "Nr": "int"})
        (problem,) = problems(tmp_path, one)
        assert "not carried" in problem.what
        assert problems(tmp_path, one, options={"dbo.T": {"key_columns": ["Id"]}}), "naming it does not help"
        assert target(tmp_path, one, options={"dbo.T": {"key_columns": ["Nr"]}}).key == ("Nr",)

    def test_approving_takes_the_key_without_it(self, tmp_path):
        one = table("T", {"Id": "int", "Sti": "hierarchyid"}, key=("Id", "Sti"))
        (definition,) = build(tmp_path, one, options={"dbo.T": {"approve_key_loss": True}})
        assert definition.targets[0].key == ("Id",)
        assert not definition.targets[0].columns[1].not_null
        assert any("without it" in note for note in definition.notes)

    def test_a_computed_key_column_is_refused(self, tmp_path):
        one = table("T", [column("Id", nullable=False, computed="([a])", persisted=True), column("A")])
        (problem,) = problems(tmp_path, one)
        assert "not carried" in problem.what

    def test_a_key_column_that_is_ignored_or_unknown_is_refused(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, options={"dbo.Actor": {"ignore_columns": ["Id"]}})
        assert "key column Id is ignored" in problem.what
        (problem,) = problems(tmp_path, ACTOR, options={"dbo.Actor": {"key_columns": ["Nr"]}})
        assert "key column Nr does not exist" in problem.what
        assert "Navn" in problem.hint

    @pytest.mark.parametrize(
        ("of_column", "of_database", "noted"),
        [
            ("Danish_Norwegian_CI_AS", None, True),
            (None, "Danish_Norwegian_CI_AS", True),
            ("Latin1_General_CS_AI", None, True),
            ("Danish_Norwegian_CS_AS", "Danish_Norwegian_CI_AS", False),
            (None, None, False),
        ],
    )
    def test_a_case_blind_string_key_is_noted(self, of_column, of_database, noted, tmp_path):
        one = table("T", [column("Kode", "nvarchar(10)", nullable=False, collation=of_column)], key=("Kode",))
        (definition,) = build(tmp_path, one, collation=of_database)
        assert any("collation" in note for note in definition.notes) is noted

    def test_a_number_or_binary_key_knows_no_case(self, tmp_path):
        one = table("T", {"Id": "int", "Hash": "binary(16)"}, key=("Id", "Hash"))
        assert build(tmp_path, one, collation="Danish_Norwegian_CI_AS")[0].notes == ()


class TestTemplates:
    def test_a_template_adds_its_column_after_the_data(self, tmp_path):
        use = replica("dbo.Actor", column_templates=[{"template": "customer_id"}])
        one = target(tmp_path, ACTOR, sink_tables={"adopus.Actor": use})
        added = one.columns[-1]
        assert (added.name, added.type, added.not_null, added.template) == ("_customer_id", "uuid", True, "customer_id")
        assert (added.source, added.value) == (None, CUSTOMER_ID.value)
        assert one.templates == ("customer_id",)
        assert one.key == ("Id",), "a schema of its own tells the tenants apart"
        assert one.tenant_column is None

    def test_name_and_value_can_be_overridden(self, tmp_path):
        wanted = {"template": "customer_id", "name": "kunde", "value": "{x}"}
        one = target(tmp_path, ACTOR, sink_tables={"adopus.Actor": replica("dbo.Actor", column_templates=[wanted])})
        assert (one.columns[-1].name, one.columns[-1].value) == ("kunde", "{x}")

    def test_a_template_that_is_not_for_the_table_is_refused(self, tmp_path):
        limited = CUSTOMER_ID.model_copy(update={"applies_to": ("public.*", "*.Actor")})
        use = {"column_templates": [{"template": "customer_id"}]}
        one, other = ACTOR, table("Annet", {"Id": "int"})
        templates = {"customer_id": limited}
        found = problems(
            tmp_path,
            one,
            other,
            sink_tables={"adopus.Actor": replica("dbo.Actor", **use), "adopus.B": replica("dbo.Annet", **use)},
            templates=templates,
        )
        assert [(p.key, p.hint) for p in found] == [
            (f"adopus.sinks.{SINK}.tables.adopus.B.column_templates[0]", "its applies_to allows public.*, *.Actor")
        ]

    def test_an_unknown_template_is_refused(self, tmp_path):
        use = replica("dbo.Actor", column_templates=[{"template": "kunde"}])
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": use})
        assert "no template `kunde`" in problem.what

    @pytest.mark.parametrize(
        "default",
        ["now()", "'x'", "'it''s; --'", "0", "-1", "gen_random_uuid()", "'a'::text", "coalesce(1, 2)", "CURRENT_DATE"],
    )
    def test_a_default_is_an_expression(self, default, tmp_path):
        templates = {"t": ColumnTemplate(name="_t", type="text", default=default)}
        use = replica("dbo.Actor", column_templates=[{"template": "t"}])
        assert target(tmp_path, ACTOR, sink_tables={"adopus.Actor": use}, templates=templates).columns[-1].default

    @pytest.mark.parametrize(
        "default",
        [
            "'now'",
            " 'NOW' ",
            "0, evil int",
            "0); DROP TABLE x; --",
            "'",
            "(0",
            "0)",
            "0 -- x",
            "$$x$$",
            "",
            "'{{SCHEMA}}'",
        ],
    )
    def test_a_default_that_would_break_out_or_freeze_is_refused(self, default, tmp_path):
        templates = {"t": ColumnTemplate(name="_t", type="text", default=default)}
        use = replica("dbo.Actor", column_templates=[{"template": "t"}])
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": use}, templates=templates)
        assert problem.key == "templates.t.default"

    def test_a_templates_type_is_checked(self, tmp_path):
        templates = {"t": ColumnTemplate(name="_t", type="text; x")}
        use = replica("dbo.Actor", column_templates=[{"template": "t"}])
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": use}, templates=templates)
        assert problem.key == "templates.t.type"


class TestTenants:
    use = replica("dbo.Actor", column_templates=[{"template": "customer_id"}])

    def test_a_literal_schema_is_shared_and_takes_the_tenant_into_the_key(self, tmp_path):
        one = target(tmp_path, ACTOR, sink_tables={"arkiv.Actor": self.use})
        assert (one.schema, one.key, one.tenant_column) == ("arkiv", ("_customer_id", "Id"), "_customer_id")
        assert one.columns[-1].not_null

    def test_a_shared_sink_puts_the_services_tables_into_one_schema(self, tmp_path):
        one = target(tmp_path, ACTOR, sink_tables={"adopus.Actor": self.use}, tenancy="shared")
        assert (one.schema, one.key) == ("adopus", ("_customer_id", "Id"))

    @pytest.mark.parametrize(("name", "more"), [("arkiv.Actor", {}), ("adopus.Actor", {"tenancy": "shared"})])
    def test_without_the_tenants_column_a_shared_table_is_refused(self, name, more, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={name: replica("dbo.Actor")}, **more)
        assert "no column tells their rows apart" in problem.what
        assert "column_templates: [{template: customer_id}]" in problem.hint

    def test_the_hint_shows_the_template_where_there_is_none(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"arkiv.Actor": replica("dbo.Actor")}, templates={})
        assert "column-templates.yaml" in problem.hint

    def test_a_table_that_exists_in_a_literal_schema_needs_none(self, tmp_path):
        use = {"from": "dbo.Actor", "target_exists": True, "columns": {"Id": "id"}}
        assert target(tmp_path, ACTOR, sink_tables={"public.x": use}).tenant_column is None

    def test_an_append_only_shared_table_has_the_column_but_no_key(self, tmp_path):
        one = table("Actor", {"Navn": "int"}, key=())
        made = target(tmp_path, one, sink_tables={"arkiv.Actor": self.use})
        assert (made.key, made.tenant_column) == ((), "_customer_id")

    def test_a_db_shared_service_needs_customer_id_in_every_key(self, tmp_path):
        one = table("Actor", {"Id": "int", "customer_id": "uniqueidentifier"})
        (definition,) = build(tmp_path, one, pattern="db-shared")
        made = definition.targets[0]
        assert (made.schema, made.key, made.tenant_column) == (None, ("customer_id", "Id"), "customer_id")
        assert made.columns[1].not_null
        assert any("customer_id in front" in note for note in definition.notes)

    def test_where_it_is_in_the_key_already_the_key_stays(self, tmp_path):
        one = table("Actor", {"Id": "int", "customer_id": "uniqueidentifier"}, key=("Id", "customer_id"))
        assert target(tmp_path, one, pattern="db-shared").key == ("Id", "customer_id")

    def test_a_db_shared_table_without_it_is_refused_or_takes_the_template(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, pattern="db-shared")
        assert "shared by all customers" in problem.what
        one = target(tmp_path, ACTOR, pattern="db-shared", sink_tables={"adopus.Actor": self.use})
        assert one.key == ("_customer_id", "Id")


class TestRefusals:
    def test_a_table_that_nothing_would_create_is_refused(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": {"from": "dbo.Actor"}})
        assert problem.what == "nothing would create adopus.Actor"
        assert "replicate_structure: true" in problem.hint

    def test_a_table_that_the_source_lacks_is_refused_with_a_near_name(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, options={"dbo.actr": {}})
        assert problem.what == "AdOpusTest has no table dbo.actr"
        assert problem.hint == "did you mean `dbo.Actor`?"

    def test_a_table_that_cannot_be_captured_is_refused(self, tmp_path):
        (problem,) = problems(tmp_path, table("T", {"Id": "int"}, not_capturable="memory-optimized"))
        assert "memory-optimized" in problem.what

    def test_an_unknown_type_names_table_column_and_type(self, tmp_path):
        one = table("T", {"Id": "int", "K": "quantum"}, origin="source/T.sql:1")
        (problem,) = problems(tmp_path, one)
        assert problem.where == "source/T.sql:1"
        assert "column K of dbo.T has the type quantum" in problem.what
        assert "quantum: <PostgreSQL type>" in problem.hint

    def test_a_mapping_of_a_column_that_is_not_there_is_refused(self, tmp_path):
        use = replica("dbo.Actor", columns={"navn": "x"})
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": use})
        assert problem.key == f"adopus.sinks.{SINK}.tables.adopus.Actor.columns.navn"
        assert problem.hint == "did you mean `Navn`? upper and lower case differ"
        options = {"dbo.Actor": {"ignore_columns": ["Døv"]}}
        use = replica("dbo.Actor", columns={"Døv": "x"})
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": use}, options=options)
        assert problem.hint == "it is in ignore_columns"

    @pytest.mark.parametrize("name", ["xmin", "ctid", "tableoid"])
    def test_a_system_columns_name_is_refused(self, name, tmp_path):
        (problem,) = problems(tmp_path, table("T", {"Id": "int", name: "int"}))
        assert f"system column `{name}`" in problem.what

    @pytest.mark.parametrize("name", ["__lsn", "__kafka_topic", "__deleted"])
    def test_a_metadata_columns_name_is_refused(self, name, tmp_path):
        (problem,) = problems(tmp_path, table("T", {"Id": "int", name: "int"}))
        assert "metadata column" in problem.what

    def test_two_columns_of_one_name_are_refused(self, tmp_path):
        (problem,) = problems(
            tmp_path, ACTOR, sink_tables={"adopus.Actor": replica("dbo.Actor", columns={"Navn": "Døv"})}
        )
        assert "`Døv` is taken by the source column Navn" in problem.what
        one = table("T", {"Id": "int", "_customer_id": "int"})
        use = replica("dbo.T", column_templates=[{"template": "customer_id"}])
        (problem,) = problems(tmp_path, one, sink_tables={"adopus.T": use})
        assert "template customer_id" in problem.what

    def test_names_that_postgresql_cannot_hold_are_refused(self, tmp_path):
        for name in ("a\0b", "a\ud800"):
            assert problems(tmp_path, table("T", {"Id": "int", name: "int"}))
            assert problems(tmp_path, table(name, {"Id": "int"}))

    @pytest.mark.parametrize("schema", ["cdc_management", "pg_catalog", "pg_x", "information_schema", "x" * 64])
    def test_a_reserved_schema_is_refused(self, schema, tmp_path):
        use = replica("dbo.Actor", column_templates=[{"template": "customer_id"}])
        (problem,) = problems(tmp_path, ACTOR, sink_tables={f"{schema}.Actor": use})
        assert problem.key == f"adopus.sinks.{SINK}.tables.{schema}.Actor"

    def test_two_tables_may_have_one_name_in_different_schemas(self, tmp_path):
        other = table("B", {"Id": "int"})
        use = [replica("dbo.Actor"), {"from": "dbo.B", "target_exists": True}]
        found = problems(tmp_path, ACTOR, other, sink_tables={"adopus.X": use[0], "public.X": use[1]})
        assert found == ()

    def test_more_columns_than_postgresql_allows_are_refused(self, tmp_path):
        wide = table("T", {"Id": "int", **{f"c{i}": "int" for i in range(1600)}})
        (problem,) = problems(tmp_path, wide)
        assert "1600" in problem.what
        (problem,) = problems(tmp_path, wide, options={"dbo.T": {"key_columns": [f"c{i}" for i in range(33)]}})[1:]
        assert "33 key columns" in problem.what

    def test_everything_wrong_is_told_at_once(self, tmp_path):
        found = problems(
            tmp_path,
            table("A", {"Id": "datetime2(7)", "xmin": "int"}),
            table("B", {"Id": "quantum"}),
            options={"dbo.C": {}},
        )
        assert len(found) == 4

    def test_problems_carry_the_line_of_the_service_file(self, tmp_path):
        path = tmp_path / "services" / "adopus.yaml"
        path.parent.mkdir()
        path.write_text("adopus:\n  source:\n    tables:\n      dbo.Actor: {}\n      dbo.Nei: {}\n", encoding="utf-8")
        (problem,) = problems(tmp_path, ACTOR, options={"dbo.Nei": {}})
        assert problem.where == "services/adopus.yaml:5"


def test_roles_do_not_show_in_definitions(tmp_path):
    assert build(tmp_path, ACTOR) == build(tmp_path, ACTOR, roles=Roles(loader="l"))


def test_how_a_large_value_is_unchanged_is_the_tables_word_or_its_sinks(tmp_path):
    def made(**options):
        return target(tmp_path, ACTOR, sink_tables={"adopus.Actor": replica("dbo.Actor", **options)})

    assert made().unchanged_large_values == "placeholder"
    assert made(unchanged_large_values="null").unchanged_large_values == "null"


class TestMergedExisting:
    use = {"from": "dbo.Actor", "target_exists": True, "merge": True, "columns": {"Id": "id", "Navn": "name"}}  # noqa: RUF012

    def test_its_replica_stages_under_its_name(self, tmp_path):
        made = target(tmp_path, ACTOR, sink_tables={"adopus.bruker": self.use})
        assert (made.exists, made.merged, made.deletes, made.key) == (True, True, "ignore", ("id",))
        ours = made.ours
        assert (ours.name, ours.of, ours.staging, ours.procedure) == (
            "replica_bruker",
            "bruker",
            "stg_bruker",
            "sp_merge_bruker",
        )
        assert replace(made, merged=False).ours is None

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"columns": {"Navn": "name"}}, "the key column Id is not mapped"),
            ({"target_exists": False, "replicate_structure": True}, "`merge` is for tables with `target_exists: true`"),
            ({"deletes": "soft"}, "the table has no column `__deleted` of ours"),
        ],
    )
    def test_what_it_cannot_be_is_said(self, tmp_path, change, said):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.bruker": self.use | change})
        assert said in problem.what
        assert problem.hint

    def test_in_a_shared_schema_it_needs_the_tenants_column(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"public.bruker": self.use})
        assert "no column tells their rows apart" in problem.what
        use = self.use | {"column_templates": [{"template": "customer_id"}]}
        assert target(tmp_path, ACTOR, sink_tables={"public.bruker": use}).key == ("_customer_id", "id")

    def test_without_a_source_key_it_cannot_be(self, tmp_path):
        one = table("Actor", {"Id": "int", "Navn": "int"}, key=())
        (problem,) = problems(tmp_path, one, sink_tables={"adopus.bruker": self.use})
        assert "dbo.Actor has no key" in problem.what

    def test_a_replica_of_ours_cannot_ignore_deletes(self, tmp_path):
        (problem,) = problems(tmp_path, ACTOR, sink_tables={"adopus.Actor": replica("dbo.Actor", deletes="ignore")})
        assert "follows its source's deletes" in problem.what

    def test_its_definition_is_read_back_as_it_was(self, tmp_path):
        made = build(tmp_path, ACTOR, sink_tables={"adopus.bruker": self.use | {"deletes": "hard"}})
        write_definitions(made, tmp_path / "generated")
        assert read_definitions(tmp_path / "generated", "adopus") == made
