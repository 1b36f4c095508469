-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9d579e39281e597fe7287be36bc7b1a0d57c420a444de58ec34a873460fa3afe

CREATE TABLE IF NOT EXISTS cdc_management.source_borders (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    kafka_topic text NOT NULL,
    topic_incarnation integer NOT NULL,
    kafka_partition integer NOT NULL,
    source_incarnation integer NOT NULL,
    upto_offset bigint NOT NULL,
    bumped_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, source_incarnation)
);
COMMENT ON TABLE cdc_management.source_borders IS
    'Where each incarnation of a source ended: events up to there keep its place in the fence, however often they come. To be corrected by hand where it was called too early or too late.';

CREATE TABLE IF NOT EXISTS cdc_management.fence_regressions (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    kafka_topic text NOT NULL,
    topic_incarnation integer NOT NULL,
    kafka_partition integer NOT NULL,
    first_offset bigint NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation)
);
COMMENT ON TABLE cdc_management.fence_regressions IS
    'First offset of each partition that was stale by its LSN although newer by its time, since the last new_source_incarnation(): there the new source begins.';

CREATE OR REPLACE FUNCTION cdc_management.note_regression(
    p_schema text, p_table text, p_regressed bigint, p_met bigint, p_first jsonb
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    UPDATE cdc_management.merge_control
    SET fence_regressions = fence_regressions + 1, last_fence_regression_at = clock_timestamp()
    WHERE schema_name = p_schema AND table_name = p_table;
    INSERT INTO cdc_management.fence_regressions AS r
        (schema_name, table_name, kafka_topic, topic_incarnation, kafka_partition, first_offset)
    -- Once per partition, however many pieces of a batch or tenants tell of it.
    SELECT p_schema, p_table, f.topic, coalesce(max(i.incarnation), 0), f.partition, min(f."offset")
    FROM jsonb_to_recordset(p_first) AS f (topic text, partition integer, "offset" bigint)
    LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = f.topic
    GROUP BY f.topic, f.partition
    ON CONFLICT (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation)
    DO UPDATE SET first_offset = least(r.first_offset, excluded.first_offset), seen_at = excluded.seen_at;
    SELECT cdc_management.log_error(
        'warning', 'fence_regression', p_schema, p_table, NULL, format(
            '%s of %s events are stale by their LSN although newer by their time: was the source restored or moved?',
            p_regressed, p_met
        ), 'cdc_management.new_source_incarnation()'
    );
$cdc$;
COMMENT ON FUNCTION cdc_management.note_regression IS 'Warns of a batch that is stale although newer, and remembers where.';

CREATE OR REPLACE FUNCTION cdc_management.new_source_incarnation(p_schema text, p_table text) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_staging regclass;
    v_incarnation integer;
BEGIN
    PERFORM cdc_management.lock_relation(p_schema, p_table);
    SELECT format('%I.%I', m.schema_name, m.staging_name)::regclass, m.source_incarnation INTO v_staging, v_incarnation
    FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    -- What was read until now is of the source before, but for what fence_regression has seen of the new one.
    EXECUTE format(
        'WITH known AS (
             SELECT k.topic, k.part, coalesce(i.incarnation, 0) AS incarnation, max(k.last) AS last
             FROM (
                 SELECT c.kafka_topic AS topic, c.kafka_partition AS part, c.topic_incarnation AS incarnation,
                     c.last_offset AS last
                 FROM cdc_management.offset_coverage AS c WHERE c.schema_name = $1 AND c.table_name = $2
                 UNION ALL
                 SELECT s."__kafka_topic", s."__kafka_partition", NULL, s."__kafka_offset"
                 FROM %s AS s
                 WHERE octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                     AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806
             ) AS k
             LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = k.topic
             WHERE k.last IS NOT NULL AND coalesce(k.incarnation, i.incarnation, 0) = coalesce(i.incarnation, 0)
             GROUP BY k.topic, k.part, i.incarnation
         )
         INSERT INTO cdc_management.source_borders
             (schema_name, table_name, kafka_topic, topic_incarnation, kafka_partition, source_incarnation, upto_offset)
         SELECT $1, $2, k.topic, k.incarnation, k.part, $3, greatest(least(k.last, r.first_offset - 1), (
             SELECT max(b.upto_offset) FROM cdc_management.source_borders AS b WHERE (b.schema_name, b.table_name) = ($1, $2)
                 AND (b.kafka_topic, b.kafka_partition, b.topic_incarnation) = (k.topic, k.part, k.incarnation)
         ))
         FROM known AS k
         LEFT JOIN cdc_management.fence_regressions AS r ON (r.schema_name, r.table_name) = ($1, $2)
             AND (r.kafka_topic, r.kafka_partition, r.topic_incarnation) = (k.topic, k.part, k.incarnation)', v_staging
    ) USING p_schema, p_table, v_incarnation;
    DELETE FROM cdc_management.fence_regressions AS r WHERE r.schema_name = p_schema AND r.table_name = p_table;
    UPDATE cdc_management.merge_control AS m SET source_incarnation = v_incarnation + 1
    WHERE m.schema_name = p_schema AND m.table_name = p_table;
    RETURN v_incarnation + 1;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.new_source_incarnation IS
    'The source was restored or moved and its LSNs start anew: later events beat all earlier ones. What was merged or staged until now stays earlier however often it is read again, except from where fence_regression saw the new source on. Stop the consumers first.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
