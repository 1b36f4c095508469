-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8b430e38e49f39679a685e720ad3aaa405ddcfb1bf6c504213ce48270a943442

CREATE OR REPLACE VIEW cdc_management.v_merge_status AS
SELECT m.schema_name, m.table_name, m.enabled, s.first_staged,
    extract(epoch FROM clock_timestamp() - s.first_staged)::bigint AS waiting_seconds,
    s.staging_bytes, m.last_merge_at, m.last_duration_ms, m.batches,
    m.rows_taken, m.rows_applied, m.rows_superseded, m.rows_stale, m.rows_rejected, m.rows_without_position,
    m.rows_without_lsn, round(m.rows_without_lsn::numeric / nullif(m.rows_taken, 0), 4) AS share_without_lsn,
    m.fence_regressions, m.last_fence_regression_at, m.source_incarnation, m.last_error_at,
    (
        SELECT e.message FROM cdc_management.error_log AS e
        WHERE e.schema_name = m.schema_name AND e.table_name = m.table_name AND e.occurred_at >= m.last_error_at
            AND e.severity = 'error' AND m.last_error_at > coalesce(m.last_merge_at, '-infinity')
        ORDER BY e.id DESC LIMIT 1
    ) AS present_error,
    NOT pg_is_in_recovery() AS staging_was_looked_at
FROM cdc_management.merge_control AS m
CROSS JOIN LATERAL (
    SELECT cdc_management.first_staged(m.schema_name, m.staging_name) AS first_staged,
        (
            SELECT coalesce(sum(pg_total_relation_size(i.inhrelid)), 0)::bigint FROM pg_inherits AS i
            JOIN pg_class AS c ON c.oid = i.inhparent AND c.relname = m.staging_name
            JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = m.schema_name
        ) AS staging_bytes
    OFFSET 0
) AS s;
COMMENT ON VIEW cdc_management.v_merge_status IS 'One row per merged relation: what waits, what was done, what is wrong.';

CREATE OR REPLACE VIEW cdc_management.v_recent_errors AS
SELECT e.occurred_at, e.severity, e.kind, e.schema_name, e.table_name, e.sqlstate, e.message, e.context
FROM cdc_management.error_log AS e
WHERE e.occurred_at > now() - interval '24 hours'
ORDER BY e.occurred_at DESC;

CREATE OR REPLACE VIEW cdc_management.v_cdc_processing_gaps AS
SELECT g.schema_name, g.table_name, g.kafka_topic, g.kafka_partition, g.gap_start, g.gap_end,
    g.gap_end - g.gap_start + 1 AS gap_size, g.topic_incarnation, g.tenant
FROM (
    SELECT c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, c.topic_incarnation, c.tenant,
        c.start_offset AS gap_start, c.first_offset - 1 AS gap_end
    FROM cdc_management.offset_coverage AS c
    WHERE c.start_offset < c.first_offset
    UNION ALL
    SELECT s.schema_name, s.table_name, s.kafka_topic, s.kafka_partition, s.topic_incarnation, s.tenant,
        greatest(s.gap_start, s.start_offset), s.next_start - 1
    FROM (
        SELECT c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, c.topic_incarnation, c.tenant,
            c.start_offset, lower(r.r) AS next_start,
            coalesce(lag(upper(r.r)) OVER (PARTITION BY c.coverage_id ORDER BY lower(r.r)), c.frontier) AS gap_start
        FROM cdc_management.offset_segments AS s
        JOIN cdc_management.offset_coverage AS c USING (coverage_id)
        CROSS JOIN LATERAL unnest(s.ranges) AS r (r)
    ) AS s
) AS g
WHERE g.gap_start <= g.gap_end;
COMMENT ON VIEW cdc_management.v_cdc_processing_gaps IS
    'Offsets missing between the start of a partition and the last one accounted for, both ends inclusive. Reads coverage, not the log.';

CREATE OR REPLACE VIEW cdc_management.v_cdc_resume_offsets AS
SELECT c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition,
    CASE
        WHEN c.first_offset IS NULL OR c.start_offset < c.first_offset THEN c.start_offset
        WHEN c.start_offset <= c.frontier OR c.start_offset IS NULL THEN c.frontier
        ELSE coalesce(
            (
                SELECT upper(r.r) FROM cdc_management.offset_segments AS s CROSS JOIN unnest(s.ranges) AS r (r)
                WHERE s.coverage_id = c.coverage_id AND s.lo <= c.start_offset AND s.hi > c.start_offset
                    AND r.r @> c.start_offset
            ), c.start_offset
        )
    END AS resume_offset,
    c.start_offset, c.first_offset, c.last_offset, c.topic_incarnation, c.tenant
FROM cdc_management.offset_coverage AS c
LEFT JOIN cdc_management.topic_incarnations AS t USING (kafka_topic)
WHERE c.topic_incarnation = coalesce(t.incarnation, 0);
COMMENT ON VIEW cdc_management.v_cdc_resume_offsets IS
    'Per relation and partition the lowest offset from the start on that is not accounted for. A group resumes at the lowest over its relations.';

CREATE OR REPLACE FUNCTION cdc_management.staging_epoch_lives(p_epoch uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    IF pg_is_in_recovery() THEN
        RETURN true;  -- a standby has no UNLOGGED rows: not looked at
    END IF;
    RETURN EXISTS (SELECT FROM cdc_management.staging_epoch AS u WHERE u.epoch = p_epoch);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.staging_epoch_lives IS 'Whether that epoch''s staging is still there; true on a standby.';

CREATE OR REPLACE VIEW cdc_management.v_staging_lost AS
SELECT m.schema_name, m.table_name, l.started_at AS staged_since, l.lost_at
FROM (
    SELECT e.started_at, e.lost_at FROM cdc_management.staging_epochs AS e
    WHERE e.lost_at IS NOT NULL AND e.acknowledged_at IS NULL
    UNION ALL
    SELECT e.started_at, NULL FROM cdc_management.staging_epochs AS e
    WHERE e.lost_at IS NULL AND NOT cdc_management.staging_epoch_lives(e.epoch)
) AS l
JOIN cdc_management.merge_control AS m ON m.registered_at < coalesce(l.lost_at, 'infinity');
COMMENT ON VIEW cdc_management.v_staging_lost IS
    'Relations whose staged rows were lost by a crash or a promotion and not acknowledged since; lost_at NULL: no merge has run since. Resume at v_cdc_resume_offsets.';

CREATE OR REPLACE VIEW cdc_management.v_cdc_replication_lag AS
SELECT c.schema_name, c.table_name, c.kafka_topic, c.kafka_partition, c.last_offset,
    CASE WHEN c.last_source_ts_ms BETWEEN -62135596800000 AND 253402300799999 THEN to_timestamp(c.last_source_ts_ms / 1000.0)
    END AS last_source_time,
    extract(epoch FROM now()) - c.last_source_ts_ms / 1000.0 AS lag_seconds,
    c.updated_at AS last_merged_at, c.tenant
FROM cdc_management.offset_coverage AS c
LEFT JOIN cdc_management.topic_incarnations AS t USING (kafka_topic)
WHERE c.topic_incarnation = coalesce(t.incarnation, 0) AND c.last_offset IS NOT NULL;
COMMENT ON VIEW cdc_management.v_cdc_replication_lag IS 'How old the newest merged event of each partition is.';

CREATE OR REPLACE VIEW cdc_management.v_cdc_processing_stats AS
SELECT l.schema_name, l.table_name, count(DISTINCT l.batch_id) AS batches, sum(l.rows_taken) AS rows_taken,
    sum(l.rows_applied) AS rows_applied, sum(l.rows_superseded) AS rows_superseded, sum(l.rows_stale) AS rows_stale,
    sum(l.rows_rejected) AS rows_rejected, min(l.started_at) AS first_started_at, max(l.finished_at) AS last_finished_at,
    round(avg(l.duration_ms), 1) AS avg_duration_ms, max(l.duration_ms) AS max_duration_ms
FROM cdc_management.cdc_processing_log AS l
WHERE l.finished_at > now() - interval '24 hours'
GROUP BY l.schema_name, l.table_name;
COMMENT ON VIEW cdc_management.v_cdc_processing_stats IS 'What the batches of the last 24 hours did, per relation.';

CREATE OR REPLACE VIEW cdc_management.v_stuck_writers AS
SELECT m.schema_name, m.table_name, a.pid, a.usename AS username, a.application_name, a.xact_start AS since
FROM cdc_management.merge_control AS m
JOIN pg_namespace AS n ON n.nspname = m.schema_name
JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = m.staging_name
JOIN pg_locks AS k ON k.relation = c.oid AND k.locktype = 'relation'
    AND k.database = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
JOIN pg_stat_activity AS a ON a.pid = k.pid
WHERE k.mode = 'RowExclusiveLock' AND k.granted AND a.xact_start < clock_timestamp() - interval '5 minutes';
COMMENT ON VIEW cdc_management.v_stuck_writers IS
    'Transactions that have written to a staging table and been open for five minutes: their rows are not merged, and the leaf is not truncated. Without pg_read_all_stats only those of one''s own role are seen.';

CREATE OR REPLACE FUNCTION cdc_management.merge_statements(p_schema text, p_table text) RETURNS TABLE (name text, statement text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $cdc$
DECLARE
    v_control cdc_management.merge_control;
    v_words jsonb;
    v_all text;
BEGIN
    SELECT m.* INTO v_control FROM cdc_management.merge_control AS m
    WHERE m.schema_name = p_schema AND m.table_name = p_table AND m.key_columns IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no merge is registered for %', format('%I.%I', p_schema, p_table) USING ERRCODE = 'undefined_table';
    END IF;
    SELECT cdc_management.merge_source(v_control, cdc_management.words_of(v_control, l.leaf, 's.ctid = ANY ((SELECT $1)::tid[])', now())) INTO v_words
    FROM cdc_management.staging_leaves(to_regclass(format('%I.%I', p_schema, v_control.staging_name))) AS l ORDER BY l.slot LIMIT 1;
    v_words := v_words || jsonb_build_object('bad', cdc_management.fill(
        'SELECT s.ctid AS place, {reason} AS reason, {copy} AS copy FROM {rows} AND ({reason}) IS NOT NULL', v_words
    ));
    v_all := repeat('1', 1 + cardinality(v_control.large_columns));
    RETURN QUERY SELECT s.title, btrim(s.text, E'\n') FROM (
        SELECT ARRAY[s.n] AS at, s.name AS title, cdc_management.statement_of(v_words, s.name) AS text
        FROM unnest(CASE WHEN v_control.key_columns = '{}' THEN ARRAY['look', 'append', 'set aside']
            ELSE ARRAY['look', 'nulled', NULL, 'bury', 'outcome', 'applied', 'set aside'] END) WITH ORDINALITY AS s (name, n)
        WHERE v_control.hard_deletes OR s.name <> 'bury'
        UNION ALL
        SELECT ARRAY[3, t.n, s.n], format('%s: %s', s.name, CASE
            WHEN t.told = v_all THEN 'events that tell all' WHEN t.told LIKE '0%' THEN 'deletes'
            ELSE format('events that leave %I as it is', v_control.large_columns[strpos(t.told, '0') - 1])
        END), cdc_management.statement_of(t.words, s.name)
        FROM cdc_management.merge_turns(v_control, v_words, v_all || ARRAY(  -- the commonest kinds of events
            SELECT overlay(v_all PLACING '0' FROM 1 + n.n) FROM generate_series(1, cardinality(v_control.large_columns)) AS n (n)
        ) || CASE WHEN v_control.hard_deletes THEN 'd' ELSE translate(v_all, '1', '0') END) WITH ORDINALITY AS t (told, ends, words, n),
        unnest(ARRAY['newest', CASE WHEN t.ends THEN 'ended' ELSE 'newer' END, 'late']) WITH ORDINALITY AS s (name, n)
    ) AS s WHERE s.text IS NOT NULL ORDER BY s.at;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_statements IS 'What a relation''s merge executes, for people: as it would be now for its first leaf.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
