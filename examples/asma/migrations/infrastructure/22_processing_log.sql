-- DO NOT EDIT: made by cdc-assets.
-- sha256: 55a0b62069fbe5273fef7c69de6d9ba871b09226ad71f12dde8ca8fd00a7da48

CREATE TABLE IF NOT EXISTS cdc_management.cdc_processing_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    tenant text NOT NULL DEFAULT '',
    kafka_topic text,
    topic_incarnation integer,
    kafka_partition integer,
    min_offset bigint,
    max_offset bigint,
    ranges int8multirange,
    rows_taken bigint NOT NULL,
    rows_applied bigint NOT NULL,
    rows_superseded bigint NOT NULL,
    rows_stale bigint NOT NULL,
    rows_rejected bigint NOT NULL,
    source_ts_min bigint,
    source_ts_max bigint,
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    duration_ms bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS cdc_processing_log_by_time
    ON cdc_management.cdc_processing_log USING brin (finished_at);
CREATE SEQUENCE IF NOT EXISTS cdc_management.batch_ids;
COMMENT ON TABLE cdc_management.cdc_processing_log IS
    'One row per batch and partition; topic NULL: rows without a Kafka position. For people: coverage does not depend on it, old rows may go.';
COMMENT ON COLUMN cdc_management.cdc_processing_log.ranges IS 'the offsets of the batch; NULL: all of min_offset … max_offset';

CREATE OR REPLACE FUNCTION cdc_management.account(
    p_control cdc_management.merge_control, p_parts jsonb, p_started timestamptz
) RETURNS cdc_management.merge_control
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_batch CONSTANT bigint := nextval('cdc_management.batch_ids');
    v_wrong record;
    v_all record;
BEGIN
    WITH logged AS (
        INSERT INTO cdc_management.cdc_processing_log (
            batch_id, schema_name, table_name, tenant, kafka_topic, topic_incarnation, kafka_partition, min_offset, max_offset, ranges,
            rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected, source_ts_min, source_ts_max, started_at, duration_ms
        )
        SELECT c_batch, p_control.schema_name, p_control.table_name, p.tenant, p.topic, CASE WHEN p.covered IS NOT NULL THEN
                cdc_management.add_offsets(
                    cdc_management.coverage_of(p_control.schema_name, p_control.table_name, p.topic, p.partition, p.tenant),
                    p.covered, p.taken, p.ts_max
                )
            END, p.partition, lower(p.covered), upper(p.covered) - 1, CASE WHEN p.covered <> int8multirange(range_merge(p.covered)) THEN p.covered END,
            p.taken, p.applied, p.taken - p.applied - p.stale - p.rejected, p.stale, p.rejected, p.ts_min, p.ts_max, p_started,
            extract(epoch FROM clock_timestamp() - p_started) * 1000
        FROM (
            -- in pieces: what was taken, what became of it, what was set aside
            SELECT p.tenant, p.topic, p.partition, range_agg(p.ranges::int8multirange) AS covered, min(p.ts_min) AS ts_min, max(p.ts_max) AS ts_max,
                coalesce(sum(p.taken), 0)::bigint AS taken, coalesce(sum(p.applied), 0)::bigint AS applied,
                coalesce(sum(p.stale), 0)::bigint AS stale, coalesce(sum(p.rejected), 0)::bigint AS rejected
            FROM jsonb_to_recordset(p_parts) AS p (
                tenant text, topic text, partition integer, ranges text, ts_min bigint, ts_max bigint,
                taken bigint, applied bigint, stale bigint, rejected bigint
            )
            GROUP BY p.topic, p.partition, p.tenant
        ) AS p ORDER BY p.topic, p.partition, p.tenant
        RETURNING *
    )
    SELECT l.* INTO v_wrong FROM logged AS l WHERE l.rows_superseded < 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'merge of %.%: % rows taken, but % applied + % stale + % rejected', p_control.schema_name,
            p_control.table_name, v_wrong.rows_taken, v_wrong.rows_applied, v_wrong.rows_stale, v_wrong.rows_rejected
            USING ERRCODE = 'CDC01', HINT = 'Nothing was changed.';
    END IF;
    SELECT coalesce(sum(p.taken), 0) AS taken, coalesce(sum(p.applied), 0) AS applied, coalesce(sum(p.stale), 0) AS stale,
        coalesce(sum(p.rejected), 0) AS rejected, coalesce(sum(p.without_lsn), 0) AS without_lsn, coalesce(sum(p.nulled), 0) AS nulled,
        coalesce(sum(p.taken) FILTER (WHERE p.topic IS NULL), 0) AS without_position, sum(p.regressed)::bigint AS regressed,
        sum(p.keys)::bigint AS keys, jsonb_agg(jsonb_build_object('topic', p.topic, 'partition', p.partition, 'offset', p.regressed_from))
            FILTER (WHERE p.regressed_from IS NOT NULL) AS first INTO v_all
    FROM jsonb_to_recordset(p_parts) AS p (
        topic text, partition integer, taken bigint, applied bigint, stale bigint, rejected bigint, without_lsn bigint, nulled bigint,
        keys bigint, regressed bigint, regressed_from bigint
    );
    IF v_all.regressed * 2 > v_all.keys THEN
        PERFORM cdc_management.note_regression(p_control.schema_name, p_control.table_name, v_all.regressed, v_all.keys, v_all.first);
    END IF;
    UPDATE cdc_management.merge_control AS m
    SET batches = m.batches + 1, rows_taken = m.rows_taken + v_all.taken, rows_applied = m.rows_applied + v_all.applied,
        rows_superseded = m.rows_superseded + v_all.taken - v_all.applied - v_all.stale - v_all.rejected,
        rows_stale = m.rows_stale + v_all.stale, rows_rejected = m.rows_rejected + v_all.rejected,
        rows_without_lsn = m.rows_without_lsn + v_all.without_lsn, large_values_nulled = m.large_values_nulled + v_all.nulled,
        rows_without_position = m.rows_without_position + v_all.without_position
    WHERE m.schema_name = p_control.schema_name AND m.table_name = p_control.table_name
    RETURNING m.* INTO p_control;
    RETURN p_control;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.account IS 'Coverage, log and totals of one batch, in the transaction that merged it.';

CREATE OR REPLACE FUNCTION cdc_management.prune_processing_log(p_keep interval, p_limit integer DEFAULT 100000)
RETURNS bigint
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    WITH old AS (
        DELETE FROM cdc_management.cdc_processing_log WHERE ctid = ANY (ARRAY(
            SELECT l.ctid FROM cdc_management.cdc_processing_log AS l
            WHERE l.finished_at < now() - p_keep LIMIT p_limit
        ))
        RETURNING 1
    )
    SELECT count(*) FROM old
$cdc$;
COMMENT ON FUNCTION cdc_management.prune_processing_log IS 'Deletes at most p_limit rows older than p_keep; no coverage is lost.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
