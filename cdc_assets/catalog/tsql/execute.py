"""EXEC: system procedures that are known, dynamic SQL that is a literal, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from cdc_assets.catalog.tsql.facts import ChangeTable, CreateType, Name
from cdc_assets.catalog.tsql.text import Refused
from cdc_assets.catalog.tsql.tokens import NUMBER, STATEMENT_WORDS, STRING, Cursor, tokenize, words
from cdc_assets.catalog.tsql.types import read_type

NOT_A_SCHEMA = "name the script as PostDeploy in the .sqlproj or keep it outside the folder"

_HARMLESS = words(
    "sp_addextendedproperty sp_updateextendedproperty sp_dropextendedproperty sp_settriggerorder sp_tableoption"
    " sp_indexoption sp_procoption sp_serveroption sp_dboption sp_configure sp_bindefault sp_unbindefault sp_bindrule"
    " sp_unbindrule sp_addrole sp_addrolemember sp_droprolemember sp_addsrvrolemember sp_dropsrvrolemember sp_adduser"
    " sp_addlogin sp_grantlogin sp_grantdbaccess sp_revokedbaccess sp_changedbowner sp_change_users_login"
    " sp_changeobjectowner_to_dbo sp_addmessage sp_dropmessage sp_recompile sp_refreshview sp_refreshsqlmodule"
    " sp_updatestats sp_createstats sp_autostats sp_cdc_enable_db sp_cdc_add_job sp_cdc_change_job sp_cdc_start_job"
    " sp_set_session_context sp_getapplock sp_releaseapplock sp_addlinkedserver sp_addlinkedsrvlogin sp_helptext"
    " sp_help sp_helpdb sp_helpindex sp_helpconstraint sp_columns sp_spaceused sp_who sp_who2 sp_lock"
    " sp_estimate_data_compression_savings sp_xml_preparedocument sp_xml_removedocument sp_setapprole"
    " sp_db_vardecimal_storage_format sp_add_trusted_assembly sp_audit_write sp_addsynonym sp_addapprole sp_dropapprole"
    " sp_addserver sp_dropserver sp_addumpdevice sp_dropdevice sp_create_plan_guide sp_control_plan_guide sp_defaultdb"
    " sp_defaultlanguage sp_droplogin sp_dropuser sp_dropalias sp_addalias sp_password sp_send_dbmail sp_add_operator"
    " sp_add_category sp_add_alert sp_add_notification sp_add_proxy sp_grant_proxy_to_subsystem sp_set_firewall_rule"
    " sp_set_database_firewall_rule"
)
_HARMLESS_PREFIXES = (
    *("sp_fulltext_", "sp_help_", "sp_add_job", "sp_add_schedule", "sp_attach_schedule", "sp_detach_schedule"),
    *(
        "sp_update_job",
        "sp_update_schedule",
        "sp_delete_job",
        "sp_delete_schedule",
        "sp_query_store_",
        "sysmail_",
        "xp_",
    ),
)
_CDC = {"sp_cdc_enable_table": True, "sp_cdc_disable_table": False}


@dataclass(frozen=True, slots=True)
class Dynamic:
    """A batch that is executed from a string, and the line the string begins at."""

    text: str
    line: int


def read_execute(cursor: Cursor) -> Dynamic | ChangeTable | CreateType | None:
    """Consume a call (behind EXEC): a batch to read, what CDC is told about a table, a type, or None: harmless."""
    begin = cursor.index
    if cursor.word() == "(":
        return _literal_batch(cursor)
    if cursor.word().startswith("@") and cursor.word(1) == "=":
        cursor.index += 2
    if cursor.word().startswith("@"):
        raise cursor.refused("a procedure named by a variable can do anything", NOT_A_SCHEMA)
    *_, procedure = cursor.qualified_name("a procedure", parts=4)
    name = (procedure or "").lower()
    arguments = _arguments(cursor)
    cursor.take("WITH", "RECOMPILE")
    if name == "sp_executesql":
        return _statement_of(arguments, cursor, begin)
    if name in _CDC:
        return _cdc(arguments, cursor.line(begin), _CDC[name])
    if name == "sp_addtype":
        return _alias_type(arguments, cursor.line(begin))
    if name in _HARMLESS or name.startswith(_HARMLESS_PREFIXES):
        return None
    raise cursor.refused(f"{procedure} can change tables in ways that cannot be read here", NOT_A_SCHEMA, begin)


@dataclass(frozen=True, slots=True)
class _Argument:
    name: str
    text: str | None
    line: int


def _arguments(cursor: Cursor) -> list[_Argument]:
    arguments: list[_Argument] = []
    while _begins_argument(cursor):
        name = ""
        if cursor.word().startswith("@") and cursor.word(1) == "=":
            name = cursor.word().lower()
            cursor.index += 2
        line = cursor.line()
        if cursor.word() == STRING:
            arguments.append(_Argument(name, cursor.string(), line))
        else:
            cursor.one_of("+-")
            arguments.append(_Argument(name, None, line))
            cursor.index += 1
        cursor.one_of({"OUTPUT", "OUT"})
        if not cursor.take(","):
            break
    return arguments


def _begins_argument(cursor: Cursor) -> bool:
    word = cursor.word()
    if word in {STRING, NUMBER, "+", "-"} or word.startswith("@"):
        return True
    return cursor.is_name() and word not in STATEMENT_WORDS


def _statement_of(arguments: list[_Argument], cursor: Cursor, begin: int) -> Dynamic:
    named = [argument for argument in arguments if argument.name in {"@stmt", "@statement"}]
    first = (named or arguments or [_Argument("", None, cursor.line(begin))])[0]
    if first.text is None or (first.name and not named):
        raise cursor.refused("SQL that is not a literal cannot be read", NOT_A_SCHEMA, begin)
    return Dynamic(first.text, first.line)


def _literal_batch(cursor: Cursor) -> Dynamic:
    """`EXEC ('…' + N'…')`."""
    begin = cursor.index
    cursor.index += 1
    line, texts = cursor.line(), []
    while cursor.word() == STRING:
        texts.append(cursor.string())
        if not cursor.take("+"):
            break
    if not cursor.take(")") or not texts:
        raise cursor.refused("SQL that is not a literal cannot be read", NOT_A_SCHEMA, begin)
    if cursor.word() == "AT":
        raise cursor.refused("SQL for another server cannot be read", NOT_A_SCHEMA, begin)
    return Dynamic("".join(texts), line)


def _given(arguments: list[_Argument], *names: str) -> list[str | None]:
    """The texts of parameters that stand in this order where they are not named."""
    named = {argument.name: argument.text for argument in arguments if argument.name}
    given = [argument.text for argument in arguments if not argument.name]
    return [named.get(name, given[at] if at < len(given) else None) for at, name in enumerate(names)]


def _alias_type(arguments: list[_Argument], line: int) -> CreateType:
    """`sp_addtype 'phone', 'varchar(20)', 'not null'`, as CREATE TYPE was called once."""
    name, base, null = _given(arguments, "@typename", "@phystype", "@nulltype")
    if not name or not base:
        raise Refused(line, "the type is not a literal", NOT_A_SCHEMA)
    script = tokenize(base, line)
    typed = read_type(Cursor(script, 0, len(script.words)))
    if typed.user is not None:
        raise Refused(line, "an alias type is made from a type of SQL Server")
    return CreateType("dbo", name, typed.type, "not" not in (null or "").lower(), line)


def _cdc(arguments: list[_Argument], line: int, enabled: bool) -> ChangeTable:
    schema, table = _given(arguments, "@source_schema", "@source_name")
    if not schema or not table:
        raise Refused(line, "the table whose changes are captured is not a literal", NOT_A_SCHEMA)
    return ChangeTable(Name(schema, table), line, cdc_enabled=enabled)
