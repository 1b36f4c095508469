-- One row per problem; no row: every table that shall exist takes what is mapped into it.
WITH wanted (schema_name, table_name, column_name, type_name, accepted) AS (
    VALUES
        ('public', 'customer_user', 'brukerActno', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[]),
        ('public', 'customer_user', 'brukerFornavn', 'character varying(60)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'brukerEtternavn', 'character varying(100)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'brukerMobil', 'character varying(20)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'brukerEpost', 'character varying(254)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'brukerBrukerNavn', 'character varying(50)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'brukerSpråk', 'character varying(5)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_user', 'avdelingId', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[]),
        ('public', 'customer_user', 'aktiv', 'boolean', ARRAY['bigint', 'boolean', 'integer', 'numeric', 'smallint']::text[]),
        ('public', 'customer_user', 'customer_id', 'uuid', ARRAY['uuid']::text[]),
        ('public', 'customer_department', 'avdelingId', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[]),
        ('public', 'customer_department', 'navn', 'character varying(80)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_department', 'kortnavn', 'character varying(12)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_department', 'orgnr', 'character varying(9)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_department', 'postnr', 'character varying(4)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_department', 'poststed', 'character varying(40)', ARRAY['character varying', 'text']::text[]),
        ('public', 'customer_department', 'nedlagt', 'date', ARRAY['date', 'timestamp without time zone']::text[]),
        ('public', 'customer_department', 'customer_id', 'uuid', ARRAY['uuid']::text[])
), found AS (
    SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, a.attname::text AS column_name,
        format_type(a.atttypid, NULL) AS base, format_type(a.atttypid, a.atttypmod) AS type_name,
        a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
        AND (n.nspname, c.relname) IN (SELECT w.schema_name, w.table_name FROM wanted AS w)
)
SELECT w.schema_name, w.table_name, w.column_name,
    CASE WHEN f.column_name IS NULL THEN 'missing' ELSE 'is ' || f.type_name || ', gets ' || w.type_name END AS problem
FROM wanted AS w LEFT JOIN found AS f USING (schema_name, table_name, column_name)
WHERE f.column_name IS NULL OR NOT f.base = ANY (w.accepted)
UNION ALL
SELECT f.schema_name, f.table_name, f.column_name, 'must have a value, and nothing is mapped into it'
FROM found AS f
WHERE f.required AND NOT EXISTS (
    SELECT FROM wanted AS w
    WHERE (w.schema_name, w.table_name, w.column_name) = (f.schema_name, f.table_name, f.column_name)
)
ORDER BY 1, 2, 3;
