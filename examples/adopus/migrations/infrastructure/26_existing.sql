-- DO NOT EDIT: made by cdc-assets.
-- sha256: a30eefc2d794fa12fd920dddd62899c22e7ac49a95a6e301b6bf32271c5a6c53

CREATE OR REPLACE FUNCTION cdc_management.push_to_existing() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
-- In the merge's transaction: what the existing table refuses fails the batch, which is then cut until the one row that
-- is refused lies in merge_rejects. Only the columns named in the argument are ever written.
DECLARE
    c_how CONSTANT jsonb := TG_ARGV[0]::jsonb;
    c_target CONSTANT regclass := format('%I.%I', TG_TABLE_SCHEMA, c_how ->> 'target')::regclass;
    c_alive CONSTANT text := 'NOT n."__deleted"';
    v_same text;
    v_set text;
    v_differs text;
    v_key text;
    v_names text;
    v_missing text;
    v_values text;
    v_due bigint;
    v_done bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM cdc_rows) THEN
        RETURN NULL;
    END IF;
    -- Values are compared as the existing table's types, without their limits; json and xml have no equality.
    SELECT string_agg(format('t.%I = %s', c.name, c.given), ' AND ' ORDER BY c.n) FILTER (WHERE c.key),
        string_agg(format('%I', c.name), ', ' ORDER BY c.n) FILTER (WHERE c.key),
        string_agg(format('%I', c.name), ', ' ORDER BY c.n), string_agg(CASE WHEN c.cut THEN c.given ELSE format('n.%I', c.name) END, ', ' ORDER BY c.n),
        string_agg(format('%I = %s', c.name, c.value), ', ' ORDER BY c.n) FILTER (WHERE NOT c.key),
        string_agg(
            CASE WHEN c.type IN ('json', 'xml') THEN format('t.%I::text IS DISTINCT FROM (%s)::text', c.name, c.value)
            ELSE format('t.%I IS DISTINCT FROM %s', c.name, c.value) END, ' OR ' ORDER BY c.n
        ) FILTER (WHERE NOT c.key), string_agg(format('`%s`', c.name), ', ' ORDER BY c.n) FILTER (WHERE c.type IS NULL)
    INTO v_same, v_key, v_names, v_values, v_set, v_differs, v_missing
    FROM (
        SELECT c.*,
            CASE  -- false: no event has brought the value yet, only `unchanged`: the existing one stays
                WHEN c_how -> 'large' ? c.name
                    THEN format('CASE WHEN n."__fences" @> jsonb_build_object(%1$L, false) THEN t.%1$I ELSE %2$s END', c.name, c.given)
                ELSE c.given
            END AS value
        FROM (
            SELECT c.n, c.name, c_how -> 'key' ? c.name AS key, format_type(a.atttypid, -1) AS type, k.cut, format(
                CASE WHEN k.cut THEN 'cdc_management.cut_second(n.%1$I::text, %3$s)::%2$s' ELSE 'n.%1$I::%2$s' END,
                c.name, format_type(a.atttypid, -1), a.atttypmod
            ) AS given
            FROM jsonb_array_elements_text(c_how -> 'columns') WITH ORDINALITY AS c (name, n)
            LEFT JOIN pg_attribute AS a ON a.attrelid = c_target AND a.attname = c.name AND NOT a.attisdropped
            LEFT JOIN pg_type AS y ON y.oid = a.atttypid
            CROSS JOIN LATERAL (SELECT coalesce(y.typcategory = 'D' AND a.atttypmod BETWEEN 0 AND 5, false)) AS k (cut)
        ) AS c
    ) AS c;
    IF v_missing IS NOT NULL THEN
        RAISE EXCEPTION '% has no column % any more', c_target, v_missing USING
            ERRCODE = 'undefined_column',
            HINT = 'Nothing was changed, events wait in staging. Give the column back, or take it out of the mapping in the service YAML, generate and apply.';
    END IF;
    IF c_how ->> 'deletes' = 'hard' THEN
        EXECUTE format('DELETE FROM %s AS t USING cdc_rows AS n WHERE NOT (%s) AND %s', c_target, c_alive, v_same);
    END IF;
    FOR i IN 1 .. 3 LOOP
        IF v_set IS NOT NULL THEN
            EXECUTE format(
                'UPDATE %s AS t SET %s FROM cdc_rows AS n WHERE %s AND %s AND (%s)', c_target, v_set, c_alive, v_same, v_differs
            );
        END IF;
        EXECUTE format(
            'WITH due AS MATERIALIZED (
                 SELECT n.* FROM cdc_rows AS n WHERE %1$s AND NOT EXISTS (SELECT FROM %2$s AS t WHERE %3$s)
             ), done AS (
                 INSERT INTO %2$s (%4$s) SELECT %5$s FROM due AS n ON CONFLICT (%6$s) DO NOTHING RETURNING 1
             )
             SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM done)',
            c_alive, c_target, v_same, v_names, v_values, v_key
        ) INTO v_due, v_done;
        IF v_due = v_done THEN
            RETURN NULL;
        END IF;
        -- Somebody inserted the same key meanwhile: its row is there to be updated now.
    END LOOP;
    RAISE EXCEPTION '% did not take % of % new rows', c_target, v_due - v_done, v_due
        USING HINT = 'A trigger or rule of it leaves them out.';
END
$cdc$;
COMMENT ON FUNCTION cdc_management.push_to_existing IS 'Trigger of a replica: brings mapped columns to the table it stands for.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
