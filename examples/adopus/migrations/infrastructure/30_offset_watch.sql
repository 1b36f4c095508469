-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5e2377144aa02d5b967110b39e5ccd40f850d2ecf7b3ddb3c0a2fe051c012c95

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
COMMENT ON TABLE cdc_management.offset_losses IS 'Offsets that are gone from their topic and were given up: no gap any more.';

CREATE OR REPLACE FUNCTION cdc_management.accept_loss(p_coverage_id bigint, p_ranges int8multirange, p_reason text)
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    PERFORM cdc_management.lock_relation(c.schema_name, c.table_name)
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = p_coverage_id;
    INSERT INTO cdc_management.offset_losses
        (coverage_id, schema_name, table_name, kafka_topic, kafka_partition, ranges, reason)
    SELECT c.coverage_id, c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, p_ranges, p_reason
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = p_coverage_id;
    PERFORM cdc_management.add_offsets(p_coverage_id, p_ranges);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.accept_loss IS 'Gives lost offsets up and writes down why: they no longer count as a gap.';

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
COMMENT ON TABLE cdc_management.source_rhythm_progress IS 'How far learn_pauses() has read cdc_processing_log.';

CREATE OR REPLACE FUNCTION cdc_management.learn_pauses(p_limit integer DEFAULT 20000) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_last bigint;
    v_end bigint;
    v_rows integer;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('cdc_management.learn_pauses'), 0) THEN
        RETURN 0;
    END IF;
    SELECT max(l.id) INTO v_end FROM cdc_management.cdc_processing_log AS l;
    SELECT p.last_log_id INTO v_last FROM cdc_management.source_rhythm_progress AS p;
    -- At most the newest p_limit rows: a long log, or a long time without a look, does not make it slow.
    v_last := greatest(coalesce(v_last, 0), v_end - p_limit);
    WITH batches AS (
        SELECT l.schema_name, l.table_name, l.batch_id, min(l.source_ts_min) AS first_ms, max(l.source_ts_max) AS last_ms
        FROM cdc_management.cdc_processing_log AS l
        WHERE l.id > v_last AND l.id <= v_end AND l.source_ts_max IS NOT NULL
        GROUP BY l.schema_name, l.table_name, l.batch_id
    ), pauses AS (
        SELECT b.schema_name, b.table_name, b.last_ms, (b.first_ms - coalesce(
            max(b.last_ms) OVER (
                PARTITION BY b.schema_name, b.table_name ORDER BY b.batch_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), r.last_ts_ms
        )) / 1000.0 AS seconds
        FROM batches AS b LEFT JOIN cdc_management.source_rhythm AS r USING (schema_name, table_name)
    ), counted AS (
        SELECT c.schema_name, c.table_name, max(c.last_ms) AS last_ms, max(c.bucket) AS top,
            jsonb_object_agg(c.bucket, c.n) FILTER (WHERE c.bucket IS NOT NULL) AS counts
        FROM (
            SELECT p.schema_name, p.table_name, max(p.last_ms) AS last_ms, count(*) AS n,
                CASE WHEN p.seconds > 0 THEN greatest(1, ceil(4 * ln(p.seconds) / ln(2.0)))::integer END AS bucket
            FROM pauses AS p GROUP BY p.schema_name, p.table_name, bucket
        ) AS c
        GROUP BY c.schema_name, c.table_name
    )
    INSERT INTO cdc_management.source_rhythm AS r (schema_name, table_name, last_ts_ms, pauses)
    SELECT c.schema_name, c.table_name, c.last_ms, ARRAY(
        SELECT coalesce((c.counts ->> g.n::text)::bigint, 0) + coalesce(old.pauses[g.n], 0)
        FROM generate_series(1, greatest(c.top, cardinality(old.pauses))) AS g (n) ORDER BY g.n
    )
    FROM counted AS c LEFT JOIN cdc_management.source_rhythm AS old USING (schema_name, table_name)
    ON CONFLICT (schema_name, table_name) DO UPDATE
    SET last_ts_ms = greatest(r.last_ts_ms, excluded.last_ts_ms), pauses = excluded.pauses;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    INSERT INTO cdc_management.source_rhythm_progress (last_log_id) SELECT v_end WHERE v_end IS NOT NULL
    ON CONFLICT (one_row) DO UPDATE SET last_log_id = excluded.last_log_id;
    RETURN v_rows;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.learn_pauses IS 'Counts pauses in what was logged since it last ran; returns tables updated.';

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
