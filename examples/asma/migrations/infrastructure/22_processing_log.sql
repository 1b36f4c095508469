-- DO NOT EDIT: made by cdc-assets.
-- sha256: f72724e14381e50236a670c9ad2b309e999fe55ee8b6f093b0c57da8c004cf1c

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

CREATE OR REPLACE FUNCTION cdc_management.account_batch(
    p_schema text, p_table text, p_parts jsonb, p_started timestamptz
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_batch bigint := nextval('cdc_management.batch_ids');
    v_part record;
    v_coverage bigint;
    v_incarnation integer;
BEGIN
    FOR v_part IN
        -- a batch that had to be cut comes in pieces
        SELECT p.tenant, p.topic, p.partition, min(p.min_offset) AS min_offset, max(p.max_offset) AS max_offset,
            range_agg(coalesce(p.ranges::int8multirange, int8multirange(int8range(p.min_offset, p.max_offset, '[]'))))
                FILTER (WHERE p.topic IS NOT NULL) AS covered,
            min(p.ts_min) AS ts_min, max(p.ts_max) AS ts_max, sum(p.taken)::bigint AS taken,
            coalesce(sum(p.applied), 0)::bigint AS applied, coalesce(sum(p.superseded), 0)::bigint AS superseded, coalesce(sum(p.stale), 0)::bigint AS stale,
            coalesce(sum(p.rejected), 0)::bigint AS rejected
        FROM jsonb_to_recordset(p_parts) AS p (
            tenant text, topic text, partition integer, min_offset bigint, max_offset bigint, ranges text,
            ts_min bigint, ts_max bigint, taken bigint, applied bigint, superseded bigint, stale bigint, rejected bigint
        )
        GROUP BY p.topic, p.partition, p.tenant
        ORDER BY p.topic, p.partition, p.tenant
    LOOP
        v_incarnation := NULL;
        IF v_part.topic IS NOT NULL THEN
            v_coverage := cdc_management.coverage_of(
                p_schema, p_table, v_part.topic, v_part.partition, v_part.tenant
            );
            PERFORM cdc_management.add_offsets(v_coverage, v_part.covered);
            UPDATE cdc_management.offset_coverage AS c
            SET rows_accounted = c.rows_accounted + v_part.taken,
                last_source_ts_ms = greatest(c.last_source_ts_ms, v_part.ts_max)
            WHERE c.coverage_id = v_coverage
            RETURNING c.topic_incarnation INTO v_incarnation;
        END IF;
        INSERT INTO cdc_management.cdc_processing_log (
            batch_id, schema_name, table_name, tenant, kafka_topic, topic_incarnation, kafka_partition,
            min_offset, max_offset, ranges, rows_taken, rows_applied, rows_superseded, rows_stale, rows_rejected,
            source_ts_min, source_ts_max, started_at, duration_ms
        ) VALUES (
            v_batch, p_schema, p_table, v_part.tenant, v_part.topic, v_incarnation, v_part.partition,
            v_part.min_offset, v_part.max_offset,
            CASE WHEN v_part.covered <> int8multirange(range_merge(v_part.covered)) THEN v_part.covered END, v_part.taken, v_part.applied,
            v_part.superseded, v_part.stale, v_part.rejected, v_part.ts_min, v_part.ts_max, p_started,
            extract(epoch FROM clock_timestamp() - p_started) * 1000
        );
    END LOOP;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.account_batch(text, text, jsonb, timestamptz) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.account_batch(text, text, jsonb, timestamptz) IS
    'Coverage and log of one batch, in the transaction that merged it.';

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
REVOKE ALL ON FUNCTION cdc_management.prune_processing_log(interval, integer) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.prune_processing_log(interval, integer) IS
    'Deletes at most p_limit log rows older than p_keep and returns how many; no coverage is lost.';
