-- DO NOT EDIT: made by cdc-assets.
-- sha256: 62d098aeacab4f44c407e9692af8dd6db9b19cf87b7e80ca34113de1c824110b

CREATE TABLE IF NOT EXISTS cdc_management.topic_incarnations (
    kafka_topic text PRIMARY KEY,
    incarnation integer NOT NULL DEFAULT 0,
    since timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cdc_management.topic_incarnations IS 'Topics that were made anew: their offsets start at 0 again. No row: 0.';

CREATE TABLE IF NOT EXISTS cdc_management.offset_coverage (
    coverage_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    tenant text NOT NULL DEFAULT '',
    kafka_topic text NOT NULL,
    topic_incarnation integer NOT NULL DEFAULT 0,
    kafka_partition integer NOT NULL,
    start_offset bigint,
    first_offset bigint,
    frontier bigint,
    last_offset bigint,
    last_source_ts_ms bigint,
    rows_accounted bigint NOT NULL DEFAULT 0,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, tenant)
);
COMMENT ON TABLE cdc_management.offset_coverage IS
    'Offsets that are accounted for (applied, superseded, stale, rejected or benign): all of first_offset … frontier - 1, and the ranges in offset_segments.';
COMMENT ON COLUMN cdc_management.offset_coverage.tenant IS 'the tenant''s id in a shared relation whose topics are per tenant, else empty';
COMMENT ON COLUMN cdc_management.offset_coverage.start_offset IS 'where the stream is expected to start (initialise_offsets); NULL: the first offset merged';
COMMENT ON COLUMN cdc_management.offset_coverage.frontier IS 'the lowest offset after first_offset that is not accounted for';

-- Rows, their fences and tombstones hold a topic as a number. Earlier versions took PostgreSQL's hash for it, which another version of
-- PostgreSQL may not give: for topics of that time it is written down, once.
DO $cdc$
BEGIN
    IF to_regclass('cdc_management.topic_ids') IS NULL THEN
        CREATE TABLE cdc_management.topic_ids (kafka_topic text PRIMARY KEY, id integer NOT NULL);
        INSERT INTO cdc_management.topic_ids SELECT DISTINCT c.kafka_topic, hashtext(c.kafka_topic) FROM cdc_management.offset_coverage AS c;
    END IF;
END
$cdc$;
COMMENT ON TABLE cdc_management.topic_ids IS 'The numbers of topics that were merged before numbers were taken from their SHA-256.';

CREATE OR REPLACE FUNCTION cdc_management.topic_id(p_topic text) RETURNS integer
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    RETURN coalesce(
        (SELECT i.id FROM cdc_management.topic_ids AS i WHERE i.kafka_topic = p_topic),
        ('x' || left(encode(sha256(convert_to(p_topic, 'UTF8')), 'hex'), 8))::bit(32)::integer
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.topic_id IS 'The number that stands for a topic in rows and fences.';

CREATE TABLE IF NOT EXISTS cdc_management.offset_segments (
    coverage_id bigint NOT NULL,
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    range_count integer NOT NULL,
    ranges int8multirange NOT NULL,
    PRIMARY KEY (coverage_id, lo)
);
COMMENT ON TABLE cdc_management.offset_segments IS
    'What is accounted for above the frontier: disjoint segments of at most 500 ranges each, so that a merge reads and writes those it touches.';

DROP FUNCTION IF EXISTS cdc_management.add_offsets(bigint, int8multirange);
CREATE OR REPLACE FUNCTION cdc_management.add_offsets(
    p_coverage_id bigint, p_ranges int8multirange, p_rows bigint DEFAULT 0, p_source_ts_ms bigint DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
-- Planned once a session, by the indices: a plan that was made while a table was small would go on reading all of it.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $cdc$
DECLARE
    c_segment CONSTANT integer := 500;
    v_base int8range;
    v_lo bigint := lower(p_ranges);
    v_hi bigint := upper(p_ranges);
    v_from bigint;
    v_known int8multirange;
    v_all int8multirange;
    v_incarnation integer;
BEGIN
    IF isempty(p_ranges) THEN
        RETURN NULL;
    END IF;
    -- What nearly always happens: the stream goes on where it was, and nothing lies above.
    UPDATE cdc_management.offset_coverage AS c
    SET frontier = greatest(c.frontier, v_hi), last_offset = greatest(c.last_offset, v_hi - 1),
        rows_accounted = c.rows_accounted + p_rows, last_source_ts_ms = greatest(c.last_source_ts_ms, p_source_ts_ms),
        updated_at = clock_timestamp()
    WHERE c.coverage_id = p_coverage_id AND v_lo BETWEEN c.first_offset AND c.frontier
        AND c.last_offset < c.frontier AND int8multirange(int8range(v_lo, v_hi)) = p_ranges
    RETURNING c.topic_incarnation INTO v_incarnation;
    IF FOUND THEN
        RETURN v_incarnation;
    END IF;
    SELECT CASE WHEN c.first_offset IS NOT NULL THEN int8range(c.first_offset, c.frontier) END INTO STRICT v_base
    FROM cdc_management.offset_coverage AS c WHERE c.coverage_id = p_coverage_id FOR UPDATE;
    -- The segments that overlap or touch, and the one before where there is room in it.
    SELECT CASE WHEN s.hi >= v_lo OR s.range_count < c_segment THEN s.lo END INTO v_from
    FROM cdc_management.offset_segments AS s
    WHERE s.coverage_id = p_coverage_id AND s.lo < v_lo ORDER BY s.lo DESC LIMIT 1;
    WITH taken AS (
        DELETE FROM cdc_management.offset_segments AS s
        WHERE s.coverage_id = p_coverage_id AND s.lo BETWEEN coalesce(v_from, v_lo) AND v_hi
        RETURNING s.ranges
    )
    SELECT range_agg(t.ranges) INTO v_known FROM taken AS t;
    v_all := p_ranges + coalesce(v_known, '{}'::int8multirange)
        + CASE WHEN v_base IS NULL THEN '{}'::int8multirange ELSE int8multirange(v_base) END;
    SELECT r.r INTO v_base FROM unnest(v_all) AS r (r) LIMIT 1;
    v_all := v_all - int8multirange(v_base);
    INSERT INTO cdc_management.offset_segments (coverage_id, lo, hi, range_count, ranges)
    SELECT p_coverage_id, min(lower(u.r)), max(upper(u.r)), count(*), range_agg(u.r)
    FROM (SELECT r.r, (r.n - 1) / c_segment AS chunk FROM unnest(v_all) WITH ORDINALITY AS r (r, n)) AS u
    GROUP BY u.chunk;
    UPDATE cdc_management.offset_coverage AS c
    SET first_offset = lower(v_base), frontier = upper(v_base), last_offset = greatest(c.last_offset, v_hi - 1),
        rows_accounted = c.rows_accounted + p_rows, last_source_ts_ms = greatest(c.last_source_ts_ms, p_source_ts_ms),
        updated_at = clock_timestamp()
    WHERE c.coverage_id = p_coverage_id RETURNING c.topic_incarnation INTO v_incarnation;
    RETURN v_incarnation;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.add_offsets IS
    'Accounts for offsets: costs time in the ranges given, not in history. Returns the topic''s incarnation.';

CREATE OR REPLACE FUNCTION cdc_management.tenant_of_topic(p_schema text, p_table text, p_topic text) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT coalesce(max(c.tenant), '') FROM cdc_management.offset_coverage AS c
    WHERE c.schema_name = p_schema AND c.table_name = p_table AND c.kafka_topic = p_topic
$cdc$;
COMMENT ON FUNCTION cdc_management.tenant_of_topic IS 'Whose events a topic of a shared relation was seen to hold; else empty.';

CREATE OR REPLACE FUNCTION cdc_management.coverage_of(
    p_schema text, p_table text, p_topic text, p_partition integer, p_tenant text DEFAULT ''
) RETURNS bigint
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    v_incarnation integer := coalesce(
        (SELECT t.incarnation FROM cdc_management.topic_incarnations AS t WHERE t.kafka_topic = p_topic), 0
    );
    v_tenant text := p_tenant;
    v_id bigint;
BEGIN
    LOOP
        SELECT c.coverage_id INTO v_id FROM cdc_management.offset_coverage AS c
        WHERE c.schema_name = p_schema AND c.table_name = p_table AND c.kafka_topic = p_topic
            AND c.kafka_partition = p_partition AND c.topic_incarnation = v_incarnation AND c.tenant = v_tenant;
        EXIT WHEN v_id IS NOT NULL OR v_tenant <> '';
        -- A row that does not tell its tenant is the topic's tenant's.
        v_tenant := cdc_management.tenant_of_topic(p_schema, p_table, p_topic);
        EXIT WHEN v_tenant = '';
    END LOOP;
    IF v_id IS NULL AND v_tenant <> '' THEN  -- what came before the topic's tenant was known is its
        UPDATE cdc_management.offset_coverage AS c SET tenant = v_tenant
        WHERE c.schema_name = p_schema AND c.table_name = p_table AND c.kafka_topic = p_topic
            AND c.kafka_partition = p_partition AND c.topic_incarnation = v_incarnation AND c.tenant = ''
        RETURNING c.coverage_id INTO v_id;
    END IF;
    IF v_id IS NULL THEN
        INSERT INTO cdc_management.offset_coverage
            (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, tenant)
        VALUES (p_schema, p_table, p_topic, p_partition, v_incarnation, v_tenant)
        ON CONFLICT (schema_name, table_name, kafka_topic, kafka_partition, topic_incarnation, tenant)
        DO UPDATE SET updated_at = clock_timestamp()
        RETURNING coverage_id INTO v_id;
    END IF;
    RETURN v_id;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.coverage_of IS
    'The id of a partition''s coverage in the topic''s present incarnation; made when there is none.';

CREATE OR REPLACE FUNCTION cdc_management.initialise_offsets(
    p_schema text, p_table text, p_topic text, p_partition integer, p_start_offset bigint, p_tenant text DEFAULT ''
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    PERFORM cdc_management.lock_relation(p_schema, p_table);
    UPDATE cdc_management.offset_coverage SET start_offset = p_start_offset
    WHERE coverage_id = cdc_management.coverage_of(p_schema, p_table, p_topic, p_partition, p_tenant);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.initialise_offsets IS 'Says where a partition''s stream starts: what is missing from there on is a gap.';

CREATE OR REPLACE FUNCTION cdc_management.account_benign(
    p_schema text, p_table text, p_topic text, p_partition integer, p_ranges int8multirange, p_tenant text DEFAULT ''
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    PERFORM cdc_management.lock_relation(p_schema, p_table);
    PERFORM cdc_management.add_offsets(
        cdc_management.coverage_of(p_schema, p_table, p_topic, p_partition, p_tenant), p_ranges
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.account_benign IS 'Accounts for offsets that hold no event: tombstones, filtered records.';

CREATE OR REPLACE FUNCTION cdc_management.new_topic_incarnation(p_topic text) RETURNS integer
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    INSERT INTO cdc_management.topic_incarnations (kafka_topic, incarnation) VALUES (p_topic, 1)
    ON CONFLICT (kafka_topic) DO UPDATE SET incarnation = topic_incarnations.incarnation + 1, since = now()
    RETURNING incarnation
$cdc$;
COMMENT ON FUNCTION cdc_management.new_topic_incarnation IS 'The topic was made anew: offsets count anew. Merge what is staged first.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
