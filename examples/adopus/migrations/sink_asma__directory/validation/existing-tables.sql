-- One row per problem; no row: every table that shall exist takes what is mapped into it.
-- `accepted` are the types that hold every value; where the table limits one, it must give so many characters, digits
-- before and behind the point, or digits of a second's fraction.
WITH wanted (
    schema_name, table_name, column_name, type_name, accepted, characters, digits, scale, fraction, may_be_null
) AS (
    VALUES
        ('public', 'customer_user', 'brukerActno', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[], 10485761, 10, 0, 7, false),
        ('public', 'customer_user', 'brukerFornavn', 'character varying(60)', ARRAY['character', 'character varying', 'text']::text[], 60, 501, 501, 7, true),
        ('public', 'customer_user', 'brukerEtternavn', 'character varying(100)', ARRAY['character', 'character varying', 'text']::text[], 100, 501, 501, 7, false),
        ('public', 'customer_user', 'brukerMobil', 'character varying(20)', ARRAY['character', 'character varying', 'text']::text[], 20, 501, 501, 7, true),
        ('public', 'customer_user', 'brukerEpost', 'character varying(254)', ARRAY['character', 'character varying', 'text']::text[], 254, 501, 501, 7, true),
        ('public', 'customer_user', 'brukerBrukerNavn', 'character varying(50)', ARRAY['character', 'character varying', 'text']::text[], 50, 501, 501, 7, true),
        ('public', 'customer_user', 'brukerSpråk', 'character varying(5)', ARRAY['character', 'character varying', 'text']::text[], 5, 501, 501, 7, false),
        ('public', 'customer_user', 'avdelingId', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[], 10485761, 10, 0, 7, true),
        ('public', 'customer_user', 'aktiv', 'boolean', ARRAY['bigint', 'boolean', 'integer', 'numeric', 'smallint']::text[], 10485761, 1, 0, 7, false),
        ('public', 'customer_user', 'customer_id', 'uuid', ARRAY['uuid']::text[], 10485761, 501, 501, 7, false),
        ('public', 'customer_department', 'avdelingId', 'integer', ARRAY['bigint', 'double precision', 'integer', 'numeric']::text[], 10485761, 10, 0, 7, false),
        ('public', 'customer_department', 'navn', 'character varying(80)', ARRAY['character', 'character varying', 'text']::text[], 80, 501, 501, 7, false),
        ('public', 'customer_department', 'kortnavn', 'character varying(12)', ARRAY['character', 'character varying', 'text']::text[], 12, 501, 501, 7, true),
        ('public', 'customer_department', 'orgnr', 'character varying(9)', ARRAY['character', 'character varying', 'text']::text[], 9, 501, 501, 7, true),
        ('public', 'customer_department', 'postnr', 'character varying(4)', ARRAY['character', 'character varying', 'text']::text[], 4, 501, 501, 7, true),
        ('public', 'customer_department', 'poststed', 'character varying(40)', ARRAY['character', 'character varying', 'text']::text[], 40, 501, 501, 7, true),
        ('public', 'customer_department', 'nedlagt', 'date', ARRAY['date', 'timestamp without time zone']::text[], 10485761, 501, 501, 0, true),
        ('public', 'customer_department', 'customer_id', 'uuid', ARRAY['uuid']::text[], 10485761, 501, 501, 7, false)
), found AS (
    SELECT n.nspname::text AS schema_name, c.relname::text AS table_name, a.attname::text AS column_name,
        format_type(a.atttypid, NULL) AS base, a.atttypmod AS typmod, format_type(a.atttypid, a.atttypmod) AS type_name,
        a.attnotnull AS not_null, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS required,
        a.attidentity = 'a' OR a.attgenerated <> '' AS generated
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
        AND (n.nspname, c.relname) IN (SELECT w.schema_name, w.table_name FROM wanted AS w)
), pairs AS (
    SELECT w.*, f.column_name IS NOT NULL AS is_there, f.type_name AS there, f.not_null, f.generated,
        f.base = ANY (w.accepted) AND CASE
            WHEN f.typmod = -1 THEN true
            WHEN f.base IN ('character varying', 'character') THEN f.typmod - 4 >= w.characters
            WHEN f.base = 'numeric' THEN (f.typmod - 4) & 2047 >= w.scale
                AND ((f.typmod - 4) >> 16 & 65535) - ((f.typmod - 4) & 2047) >= w.digits
            WHEN f.base ~ '^time' THEN f.typmod >= w.fraction
            ELSE true
        END AS fits
    FROM wanted AS w LEFT JOIN found AS f USING (schema_name, table_name, column_name)
)
SELECT p.schema_name, p.table_name, p.column_name, q.problem
FROM pairs AS p, unnest(ARRAY[
    CASE WHEN NOT p.is_there THEN 'missing' END,
    CASE WHEN NOT p.fits THEN 'is ' || p.there || ', gets ' || p.type_name END,
    CASE WHEN p.generated THEN 'is generated' END,
    CASE WHEN p.not_null AND p.may_be_null THEN 'must have a value, its source may be NULL' END
]) AS q (problem)
WHERE q.problem IS NOT NULL
UNION ALL
SELECT f.schema_name, f.table_name, f.column_name, 'must have a value, and nothing is mapped into it'
FROM found AS f
WHERE f.required AND NOT EXISTS (
    SELECT FROM wanted AS w
    WHERE (w.schema_name, w.table_name, w.column_name) = (f.schema_name, f.table_name, f.column_name)
)
ORDER BY 1, 2, 3;
