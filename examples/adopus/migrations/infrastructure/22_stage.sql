-- DO NOT EDIT: made by cdc-assets.
-- sha256: e07c86a7d6f1035c097efec8304b2a1893c4d489d3c98ec0c851cec5d36d7942

-- The way into staging for pipelines: one statement per batch, whatever is in it. Which errors are a value's fault is known here:
-- such rows are set aside. Any other error fails the batch, which comes again.
CREATE TABLE IF NOT EXISTS cdc_management.refused_messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    refused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    schema_name text,
    table_name text,
    kafka_topic text,
    kafka_partition integer,
    kafka_offset bigint,
    payload text NOT NULL,
    encodings text,
    error text NOT NULL,
    accounted_at timestamptz,
    replayed_at timestamptz
);
ALTER TABLE cdc_management.refused_messages ADD COLUMN IF NOT EXISTS merged_at timestamptz;
CREATE INDEX IF NOT EXISTS refused_messages_open ON cdc_management.refused_messages (schema_name, table_name) WHERE accounted_at IS NULL;
CREATE INDEX IF NOT EXISTS refused_messages_replayed
    ON cdc_management.refused_messages (schema_name, table_name) WHERE replayed_at IS NOT NULL AND merged_at IS NULL;
COMMENT ON TABLE cdc_management.refused_messages IS 'Messages that staging refused, or that were no events. Granted to nobody.';
COMMENT ON COLUMN cdc_management.refused_messages.merged_at IS 'when the replayed row was merged, or the message refused again';
COMMENT ON COLUMN cdc_management.refused_messages.payload IS 'the row, in JSON; where there is none the message, in base64, and no encodings';
REVOKE ALL ON cdc_management.refused_messages FROM PUBLIC;

CREATE OR REPLACE FUNCTION cdc_management.refuse(p_schema text, p_table text, p_message json, p_encodings text, p_error text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    INSERT INTO cdc_management.refused_messages (
        schema_name, table_name, kafka_topic, kafka_partition, kafka_offset, payload, encodings, error, accounted_at
    )
    SELECT p_schema, p_table, m.kafka_topic, m.kafka_partition, m.kafka_offset, m.row_text, p_encodings, p_error,
        CASE WHEN m.replays IS NOT NULL THEN clock_timestamp() END  -- by the message that is replayed
    FROM json_to_record(p_message) AS m (kafka_topic text, kafka_partition integer, kafka_offset bigint, row_text text, replays bigint);
    UPDATE cdc_management.refused_messages AS r SET merged_at = clock_timestamp()  -- the row above stands for it now
    WHERE r.id = -(p_message ->> 'replays')::bigint AND r.replayed_at IS NOT NULL;
    INSERT INTO cdc_management.staging_bell (staging) SELECT format('%I.%I', m.schema_name, m.staging_name)::regclass
    FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.staging_name = p_table;
END
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.unscaled(p_value text, p_scale integer) RETURNS numeric
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT round(sum((get_byte(b.b, n.n) - CASE WHEN n.n = 0 AND get_byte(b.b, 0) > 127 THEN 256 ELSE 0 END)
        * 256::numeric ^ (length(b.b) - 1 - n.n)) * 10::numeric ^ -p_scale, p_scale)
    FROM decode(p_value, 'base64') AS b (b), generate_series(0, length(b.b) - 1) AS n (n)
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.since_epoch(p_value bigint, p_per_second bigint) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
-- In whole days and whole microseconds, which interval arithmetic keeps; what is finer is cut, never rounded.
RETURN '1970-01-01'::timestamp
    + (p_value / (86400 * p_per_second))::double precision * '1 day'::interval
    + floor((p_value % (86400 * p_per_second)) * (1000000 / p_per_second::numeric))::double precision * '1 microsecond'::interval;

CREATE OR REPLACE FUNCTION cdc_management.decoded(p_value text, p_encoding text, p_type text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT format(CASE split_part(p_encoding, ':', 1)
        WHEN 'days' THEN '(''1970-01-01''::date + (%1$s)::integer)::%2$s'
        WHEN 'epoch' THEN 'cdc_management.since_epoch((%1$s)::bigint, %3$s)::%2$s'
        WHEN 'time' THEN 'cdc_management.since_epoch((%1$s)::bigint, %3$s)::time::%2$s'
        WHEN 'zoned' THEN 'rtrim(%1$s, ''Z'')::%2$s'
        WHEN 'decimal' THEN 'cdc_management.unscaled(%1$s, %3$s)::%2$s'
        WHEN 'base64' THEN 'decode(rpad(translate(%1$s, ''-_'', ''+/''), (length(%1$s) + 3) / 4 * 4, ''=''), ''base64'')'
        WHEN 'hex' THEN 'decode(%1$s, ''hex'')'
        ELSE '%1$s::%2$s'
    END, p_value, p_type, nullif(split_part(p_encoding, ':', 2), '')::bigint)  -- a number: who replays may more than who wrote
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.stage_rows(p_schema text, p_table text, p_rows text, p_encodings json, p_replays bigint)
RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_staging CONSTANT regclass := to_regclass(format('%I.%I', p_schema, p_table));
    v_names text;
    v_given text;
    v_values text;
    v_unknown text;
BEGIN
    IF c_staging IS NULL THEN
        RETURN coalesce(format('there is no staging table %I.%I', p_schema, p_table), 'the message does not tell where it belongs');
    END IF;
    SELECT string_agg(format('%I', c.name), ', ' ORDER BY c.name), string_agg(format('%I text', c.name), ', ' ORDER BY c.name),
        string_agg(cdc_management.decoded(
            format('r.%I', c.name), coalesce(p_encodings ->> c.name, ''), format_type(a.atttypid, a.atttypmod)
        ), ', ' ORDER BY c.name),
        string_agg(format('`%s`', c.name), ', ' ORDER BY c.name) FILTER (WHERE a.attname IS NULL)
    INTO v_names, v_given, v_values, v_unknown
    FROM (SELECT DISTINCT k.k FROM json_array_elements(p_rows::json) AS r (r), json_object_keys(r.r) AS k (k)) AS c (name)
    LEFT JOIN pg_attribute AS a ON a.attrelid = c_staging AND a.attname = c.name AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attname <> '__reject_id';  -- which only a replay has
    IF v_names IS NULL THEN
        RETURN 'the row holds nothing';
    END IF;
    IF v_unknown IS NOT NULL THEN
        RETURN format('%s has no column %s', c_staging, v_unknown);
    END IF;
    EXECUTE format(
        'INSERT INTO %s (%s, "__reject_id") SELECT %s, $2 FROM json_to_recordset($1) AS r (%s)', c_staging, v_names, v_values, v_given
    ) USING p_rows::json, p_replays;
    RETURN NULL;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN
    RETURN SQLERRM;
END
$cdc$;

DO $cdc$
DECLARE
    v_role name;
BEGIN
    -- Loaders of every sink in the database go on staging, though only one sink is applied.
    FOR v_role IN
        SELECT r.rolname FROM pg_proc AS p CROSS JOIN aclexplode(p.proacl) AS a JOIN pg_roles AS r ON r.oid = a.grantee
        WHERE p.oid = to_regprocedure('cdc_management.stage_rows(text, text, text, json)')
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION cdc_management.stage_rows(text, text, text, json, bigint) TO %I', v_role);
    END LOOP;
END
$cdc$;
DROP FUNCTION IF EXISTS cdc_management.stage_rows(text, text, text, json);

CREATE OR REPLACE FUNCTION cdc_management.stage(p_rows text, p_encodings text DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $cdc$
DECLARE
    c_encodings CONSTANT json := coalesce(p_encodings, '{}')::json;
    v_group record;
    v_row record;
    v_how json;
    v_error text;
BEGIN
    -- A row is JSON in a string: U+0000 in one of its values is seen when that row is read, not when the batch is.
    FOR v_group IN
        SELECT e.schema_name, e.table_name, e.error, e.replays, json_agg(e) AS rows, '[' || string_agg(e.row_text, ',') || ']' AS all_rows
        FROM json_to_recordset(p_rows::json) AS e (
            schema_name text, table_name text, row_text text, kafka_topic text, kafka_partition integer, kafka_offset bigint, error text,
            replays bigint
        )
        GROUP BY e.schema_name, e.table_name, e.error, e.replays
    LOOP
        v_how := CASE WHEN v_group.error IS NULL THEN coalesce(
            c_encodings -> (v_group.schema_name || '.' || v_group.table_name), c_encodings -> v_group.table_name, '{}'
        ) END;
        CONTINUE WHEN v_how IS NOT NULL
            AND cdc_management.stage_rows(v_group.schema_name, v_group.table_name, v_group.all_rows, v_how, v_group.replays) IS NULL;
        FOR v_row IN SELECT r.r FROM json_array_elements(v_group.rows) AS r (r) LOOP
            v_error := v_group.error;
            IF v_how IS NOT NULL THEN
                v_error := cdc_management.stage_rows(
                    v_group.schema_name, v_group.table_name, '[' || (v_row.r ->> 'row_text') || ']', v_how, v_group.replays
                );
            END IF;
            IF v_error IS NOT NULL THEN
                PERFORM cdc_management.refuse(v_group.schema_name, v_group.table_name, v_row.r, v_how::text, v_error);
            END IF;
        END LOOP;
    END LOOP;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.stage IS 'Stages a JSON array of {schema_name, table_name, row_text, kafka_topic, kafka_partition, kafka_offset, error}.';

CREATE OR REPLACE FUNCTION cdc_management.refused_parts(p_control cdc_management.merge_control) RETURNS jsonb
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    WITH r AS (
        UPDATE cdc_management.refused_messages AS r SET accounted_at = clock_timestamp()
        WHERE r.schema_name = p_control.schema_name AND r.table_name = p_control.staging_name AND r.accounted_at IS NULL
        RETURNING r.kafka_topic AS topic, r.kafka_partition AS partition, r.kafka_offset AS o
    ), placed AS (
        SELECT r.* FROM r WHERE octet_length(r.topic) < 250 AND r.partition >= 0 AND r.o BETWEEN 0 AND 9223372036854775806
    )
    SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM (
        SELECT p.topic, p.partition, range_agg(int8range(p.o, p.o, '[]')) AS ranges, count(*) AS taken, count(*) AS rejected, '' AS tenant
        FROM placed AS p GROUP BY p.topic, p.partition
        UNION ALL
        SELECT NULL, NULL, NULL, n.n, n.n, ''
        FROM (SELECT (SELECT count(*) FROM r) - (SELECT count(*) FROM placed) AS n) AS n WHERE n.n > 0
    ) AS p
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.replay_refused(
    p_schema text DEFAULT NULL, p_table text DEFAULT NULL, p_ids bigint[] DEFAULT NULL
) RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    WITH r AS (
        UPDATE cdc_management.refused_messages AS r SET replayed_at = clock_timestamp()
        WHERE r.replayed_at IS NULL AND r.encodings IS NOT NULL AND (p_schema IS NULL OR r.schema_name = p_schema)
            AND (p_table IS NULL OR r.table_name = p_table) AND (p_ids IS NULL OR r.id = ANY (p_ids))
        RETURNING r.schema_name, r.table_name, r.payload AS row_text, r.kafka_topic, r.kafka_partition, r.kafka_offset, r.encodings,
            -r.id AS replays
    )
    SELECT count(cdc_management.stage(json_build_array(r)::text, json_build_object(r.table_name, r.encodings::json)::text)::text) FROM r
$cdc$;
COMMENT ON FUNCTION cdc_management.replay_refused IS 'Stages refused messages again; what is refused once more gets a new row.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
