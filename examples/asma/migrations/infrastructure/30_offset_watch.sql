-- DO NOT EDIT: made by cdc-assets.
-- sha256: 652f12b68ab9d41832ca1461bcf9346f6430d1dfee55a829c979ace5d53e8c48

CREATE TABLE IF NOT EXISTS cdc_management.offset_starts (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    tenant text NOT NULL DEFAULT '',
    kafka_topic text NOT NULL,
    topic_incarnation integer NOT NULL,
    kafka_partition integer NOT NULL,
    start_offset bigint NOT NULL CHECK (start_offset >= 0),
    how text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, tenant)
);
COMMENT ON TABLE cdc_management.offset_starts IS 'Where streams were said to start, and why; offset_coverage.start_offset counts.';

CREATE OR REPLACE FUNCTION cdc_management.start_offsets(
    p_schema text, p_table text, p_topic text, p_partition integer, p_start_offset bigint, p_how text,
    p_tenant text DEFAULT '', p_replace boolean DEFAULT false
) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_coverage bigint;
    v_incarnation integer;
    v_start bigint;
BEGIN
    PERFORM cdc_management.lock_relation(p_schema, p_table);
    v_coverage := cdc_management.coverage_of(p_schema, p_table, p_topic, p_partition, p_tenant);
    SELECT c.topic_incarnation, c.start_offset INTO STRICT v_incarnation, v_start
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = v_coverage FOR UPDATE;
    IF v_start IS NOT NULL AND NOT p_replace THEN
        RETURN false;
    END IF;
    INSERT INTO cdc_management.offset_starts
        (schema_name, table_name, tenant, kafka_topic, topic_incarnation, kafka_partition, start_offset, how)
    VALUES (p_schema, p_table, p_tenant, p_topic, v_incarnation, p_partition, p_start_offset, p_how)
    ON CONFLICT (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, tenant)
    DO UPDATE SET start_offset = excluded.start_offset, how = excluded.how, decided_at = clock_timestamp();
    PERFORM cdc_management.initialise_offsets(p_schema, p_table, p_topic, p_partition, p_start_offset, p_tenant);
    RETURN true;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.start_offsets IS 'Says where a stream starts, once: a later start would hide gaps.';

CREATE TABLE IF NOT EXISTS cdc_management.topic_observations (
    kafka_topic text NOT NULL,
    kafka_partition integer NOT NULL,
    topic_incarnation integer NOT NULL,
    topic_id text,
    low_watermark bigint NOT NULL,
    high_watermark bigint NOT NULL,
    observed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kafka_topic, kafka_partition, topic_incarnation)
);
COMMENT ON TABLE cdc_management.topic_observations IS 'What the last sweep saw: another id or lower end: the topic was made anew.';

CREATE TABLE IF NOT EXISTS cdc_management.offset_losses (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    accepted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    coverage_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    kafka_topic text NOT NULL,
    kafka_partition integer NOT NULL,
    ranges int8multirange NOT NULL,
    reason text NOT NULL,
    accepted_by text NOT NULL DEFAULT session_user
);
ALTER TABLE cdc_management.offset_losses ADD COLUMN IF NOT EXISTS healed_by bigint;
COMMENT ON TABLE cdc_management.offset_losses IS 'Offsets that are gone from their topic, given up or healed: no gap any more.';
COMMENT ON COLUMN cdc_management.offset_losses.healed_by IS
    'the row of verifications that proved, in the same transaction, that nothing of them is missing; NULL: given up';

DROP FUNCTION IF EXISTS cdc_management.accept_loss(bigint, int8multirange, text);
CREATE OR REPLACE FUNCTION cdc_management.accept_loss(
    p_coverage_id bigint, p_ranges int8multirange, p_reason text, p_healed_by bigint DEFAULT NULL
)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    PERFORM cdc_management.lock_relation(c.schema_name, c.table_name)
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = p_coverage_id;
    INSERT INTO cdc_management.offset_losses
        (coverage_id, schema_name, table_name, kafka_topic, kafka_partition, ranges, reason, healed_by)
    SELECT c.coverage_id, c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, p_ranges, p_reason, p_healed_by
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = p_coverage_id;
    PERFORM cdc_management.add_offsets(p_coverage_id, p_ranges);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.accept_loss IS 'Gives lost offsets up, or says that they were healed, and why: they no longer count as a gap.';

CREATE TABLE IF NOT EXISTS cdc_management.offset_resets (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reset_id uuid NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    requested_by text NOT NULL,
    consumer_group text NOT NULL,
    kafka_topic text NOT NULL,
    kafka_partition integer NOT NULL,
    mode text NOT NULL,
    offset_before bigint,
    offset_after bigint NOT NULL,
    low_watermark bigint NOT NULL,
    high_watermark bigint NOT NULL,
    status text NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'verified', 'failed')),
    finished_at timestamptz,
    message text,
    UNIQUE (reset_id, kafka_topic, kafka_partition)
);
COMMENT ON TABLE cdc_management.offset_resets IS 'Every reset of a group''s offsets. ''planned'' long ago: whoever reset died.';

CREATE TABLE IF NOT EXISTS cdc_management.source_rhythm (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    last_ts_ms bigint,
    pauses bigint[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (schema_name, table_name)
);
COMMENT ON TABLE cdc_management.source_rhythm IS 'Pauses of each table''s source: pauses[n] counts those of about 2^(n/4) seconds.';
CREATE TABLE IF NOT EXISTS cdc_management.source_rhythm_progress (
    one_row boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    last_log_id bigint NOT NULL
);
COMMENT ON TABLE cdc_management.source_rhythm_progress IS 'How far sweeps have read cdc_processing_log.';

CREATE OR REPLACE VIEW cdc_management.v_source_silence AS
SELECT r.schema_name, r.table_name, to_timestamp(r.last_ts_ms / 1000.0) AS last_source_time, s.samples,
    -- Upper end of the bucket that holds the 999th of 1,000 pauses; fewer than 100 pauses tell too little.
    CASE WHEN s.samples >= 100 THEN (
        SELECT round(power(2.0, min(c.n) / 4.0), 1) FROM (
            SELECT p.n, sum(p.count) OVER (ORDER BY p.n) AS below FROM unnest(r.pauses) WITH ORDINALITY AS p (count, n)
        ) AS c WHERE c.below >= 0.999 * s.samples
    ) END AS longest_usual_pause_seconds
FROM cdc_management.source_rhythm AS r
CROSS JOIN LATERAL (SELECT coalesce(sum(p.p), 0)::bigint AS samples FROM unnest(r.pauses) AS p (p)) AS s;
COMMENT ON VIEW cdc_management.v_source_silence IS 'How long a source usually pauses at most (99.9th percentile).';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
