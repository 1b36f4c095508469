"""Quoted names, as SQL and as text that PostgreSQL reads itself."""

from __future__ import annotations

import psycopg
import pytest

from cdc_assets.tables.naming import name_text, quote_ident
from tests.support.postgres import both_versions

ODD = ["plain", 'sør "1"', "a$b", "{{SCHEMA}}", 'U&"', "two\nlines", "back\\slash$", "\\0024", "U&", "'"]


@both_versions
@pytest.mark.parametrize("name", ODD)
def test_a_table_is_found_by_its_quoted_name_as_text(database: str, name: str):
    with psycopg.connect(database) as connection:
        sql = f"{quote_ident(name)}.{quote_ident(name + '$')}"
        connection.execute(f"CREATE SCHEMA {quote_ident(name)}; CREATE TABLE {sql} ()".encode())
        ((found,),) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [name_text(sql)])
        assert found, name_text(sql)
