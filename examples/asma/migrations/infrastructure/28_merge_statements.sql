-- DO NOT EDIT: made by cdc-assets.
-- sha256: 96eaed1435c03284fb12a13b854da44305e8fcf30e00fd8cb3539c74a6b6bac1

-- The statements of a relation's merge, made from the catalog and its row of merge_control when they are needed; never kept.
-- In a template, {word} stands for a piece of SQL: `merge_words` and `merge_turn` make the pieces, `fill` puts them in.
--
-- A batch is the rows of a leaf that p_batch chooses: a range of ctids, or `s.ctid = ANY ($1)`.


CREATE OR REPLACE FUNCTION cdc_management.fill(p_template text, p_words jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    -- In one go: what was put in is not looked at, so that a column may be called "{target}".
    RETURN (
        SELECT CASE WHEN count(*) = count(p.text) THEN string_agg(p.text, '' ORDER BY p.n) END FROM (
            SELECT p.n, CASE WHEN p.n % 2 = 1 THEN p.piece ELSE p_words ->> p.piece END AS text
            FROM string_to_table(translate(p_template, '}', '{'), '{') WITH ORDINALITY AS p (piece, n)
        ) AS p
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.fill IS 'A template with its {words} replaced; NULL where one is not known: the relation has no such statement.';

CREATE OR REPLACE FUNCTION cdc_management.merge_columns(p_control cdc_management.merge_control)
RETURNS TABLE (n integer, name text, key integer, large integer, type text, bytes boolean, staged text, held text, given text, fits text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- `key` and `large` number the columns of those kinds; `staged` is the value as it waits, `held` what a key column makes of
    -- it, `given` how an event n gives it to the target, `fits` whether the target would take it (NULL: whatever it is).
    SELECT c.n, c.name, c.key, c.large, c.type, c.bytes, c.staged,
        CASE
            WHEN c.by_name THEN format('%s::%s', format(c.cut, c.staged), c.type)
            WHEN c.size IS NULL THEN c.staged
            WHEN c.kind = 'bpchar' THEN c.staged || '::bpchar'  -- compares without its blanks
            WHEN c.kind = 'varchar' THEN format(  -- a cast would cut more than blanks: what is too long must stay so, and be refused
                'CASE WHEN char_length(%1$s) > %2$s AND char_length(rtrim(%1$s, '' '')) <= %2$s THEN left(%1$s, %2$s) ELSE %1$s END',
                c.staged, c.size
            )
            WHEN c.kind = 'numeric' THEN format('CASE WHEN %s THEN %s::%s END', c.fits, c.staged, c.type)
            WHEN c.kind IN ('timestamp', 'timestamptz', 'time', 'timetz') THEN format('%s::%s', c.staged, c.type)
            ELSE c.staged
        END,
        -- an assignment refuses what is too long; text that becomes something else is cast by name
        CASE
            WHEN c.key > 0 THEN 'n.__m_key' || c.key
            WHEN c.by_name THEN format('%s::%s', format(c.cut, format('n.%I', c.name)), c.type)
            ELSE format('n.%I', c.name)
        END,
        c.fits
    FROM (
        SELECT c.*, CASE
            WHEN c.size IS NOT NULL AND c.kind IN ('varchar', 'bpchar')
                THEN format('(char_length(%1$s) <= %2$s OR char_length(rtrim(%1$s, '' '')) <= %2$s)', c.staged, c.size)
            WHEN c.size IS NOT NULL AND c.kind = 'numeric' THEN format(
                '(abs(%1$s) < 1e%2$s - 5e-%3$s OR %1$s = ''NaN'')', c.staged, (c.size >> 16) - (c.size & 2047), (c.size & 2047) + 1
            )
        END AS fits
        FROM (
            SELECT row_number() OVER (ORDER BY a.attnum)::integer AS n, b.attname::text AS name,
                array_position(p_control.key_columns, b.attname::text) AS key,
                array_position(p_control.large_columns, b.attname::text) AS large,
                format_type(a.atttypid, a.atttypmod) AS type, t.typname AS kind, b.atttypid = 'bytea'::regtype AS bytes,
                CASE WHEN a.atttypmod >= 0 THEN a.atttypmod - 4 END AS size, format('s.%I', b.attname) AS staged,
                b.atttypid = 'text'::regtype AND t.typcategory <> 'S' AS by_name,
                -- Digits of a second that the column does not hold come as text: rounded, they would end in the year 10000 or at 24:00.
                CASE WHEN t.typcategory = 'D'
                    THEN format('cdc_management.cut_second(%%s, %s)', coalesce(nullif(a.atttypmod, -1), 6)) ELSE '%s' END AS cut
            FROM pg_attribute AS b
            LEFT JOIN pg_attribute AS a ON a.attname = b.attname AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.table_name))
            LEFT JOIN pg_type AS t ON t.oid = a.atttypid
            WHERE b.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.staging_name))
                AND b.attnum > 0 AND NOT b.attisdropped AND b.attname <> ALL (ARRAY['__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp', '__staged_at', '__reject_id', '__slot'])
        ) AS c
    ) AS c
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_columns IS 'A relation''s data columns as its merge needs them; type NULL: it has none of that name.';

CREATE OR REPLACE FUNCTION cdc_management.merge_words(
    p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_now timestamptz, p_careful boolean DEFAULT false,
    p_placed jsonb DEFAULT NULL, p_several boolean DEFAULT false, p_arrival boolean DEFAULT false
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
-- p_careful: operations, LSNs and sequences come in any form, not just as c, u, d, r and 20 hex digits. p_placed: the LSNs of
-- snapshot rows without one, by their place. p_several: sequences of several partitions have to be compared.
-- p_arrival: events of a commit may be told apart by their arrival alone.
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    c_hard CONSTANT boolean := p_control.hard_deletes;
    c_relation CONSTANT text := format('%L, %L', p_control.schema_name, p_control.table_name);
    c_now CONSTANT text := format('%L::timestamptz', p_now);
    c_op CONSTANT text := CASE WHEN p_careful THEN 'cdc_management.op_of(s."__operation")' ELSE $x$coalesce(s."__operation", 'u')$x$ END;
    v_words jsonb;
BEGIN
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'target', format('%I.%I', p_control.schema_name, p_control.table_name), 'relation', c_relation, 'leaf', p_leaf::text,
        'batch', p_batch, 'now', c_now, 'op', c_op, 'incarnation', p_control.source_incarnation::text, 'arrival', nullif(p_arrival, false),
        'lsn', CASE WHEN p_careful THEN 'cdc_management.lsn_of(s."__lsn")' ELSE 's."__lsn"' END,
        'seq', CASE WHEN p_careful THEN 'cdc_management.seq_of(s."__seq_val")' ELSE 's."__seq_val"' END,
        'inc', CASE WHEN p_control.source_incarnation = 0 THEN '0' ELSE format(
            'cdc_management.incarnation_of(%s, %s, s."__kafka_topic", s."__kafka_partition", s."__kafka_offset")',
            p_control.source_incarnation, c_relation
        ) END,
        'tenant', CASE WHEN p_control.tenant_column IS NULL THEN $x$''::text$x$ ELSE format(
            'coalesce(s.%s::text, cdc_management.tenant_of_topic(%s, s."__kafka_topic"))', quote_ident(p_control.tenant_column), c_relation
        ) END,
        'tells nothing', CASE WHEN c_hard THEN $x$'d'$x$ ELSE quote_literal(repeat('0', 1 + cardinality(p_control.large_columns))) END,
        -- the newest first, by the rule of fence_after()
        'order', concat(CASE WHEN p_control.source_incarnation <> 0 THEN 'n.__m_inc DESC, ' END, $x$n.__m_lsn COLLATE "C" DESC NULLS LAST,
        CASE WHEN n.__m_lsn IS NULL THEN n."__source_ts_ms" END DESC NULLS LAST, n.__m_op = 'r', n."__source_ts_ms" DESC NULLS LAST, $x$,
            CASE WHEN p_several THEN 'n.__m_risen COLLATE "C" DESC NULLS LAST, ' END, $x$n."__kafka_offset" DESC NULLS LAST,
        CASE WHEN n."__kafka_offset" IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST,
        n.__m_topic DESC NULLS LAST, n."__kafka_partition" DESC NULLS LAST, n.__m_place$x$),
        -- Whether a row was written by this batch, holds something newer, and does so although the event's time is later. A row
        -- that is gone has left its fence in merge_tombstones.
        'written', format(CASE WHEN c_hard THEN '(t."__sync_timestamp" = %1$s OR t.ctid IS NULL AND z.deleted_at = %1$s)'
            ELSE 't."__sync_timestamp" = %s' END, c_now),
        'held', concat(CASE WHEN c_hard THEN $x$CASE WHEN t.ctid IS NULL
                THEN z.key IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) ELSE $x$ END,
            $x$t.ctid IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")$x$, CASE WHEN c_hard THEN ' END' END),
        'barred', CASE WHEN c_hard THEN $x$CASE WHEN t.ctid IS NULL THEN z.lsn IS NOT NULL AND z.source_incarnation = n.__m_inc
                    ELSE t."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc END$x$ ELSE 't."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc' END,
        'regressed', format(CASE WHEN c_hard THEN $x$CASE WHEN t.ctid IS NULL
                THEN z.source_incarnation = %1$s AND n.__m_lsn < z.lsn AND n."__source_ts_ms" > z.source_ts_ms
                ELSE coalesce(t."__incarnation", 0) = %1$s AND n.__m_lsn < t."__lsn" AND n."__source_ts_ms" > t."__source_ts_ms" END$x$ ELSE 'coalesce(t."__incarnation", 0) = %1$s AND n.__m_lsn < t."__lsn" AND n."__source_ts_ms" > t."__source_ts_ms"' END, p_control.source_incarnation),
        'unless buried', CASE WHEN c_hard THEN ' AND n.__m_alive' ELSE '' END,
        'buried', CASE WHEN c_hard THEN $x$, CASE WHEN z.key IS NOT NULL THEN cdc_management.fence_text(z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) END AS __m_buried,
        z.key IS NULL OR cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val) AS __m_alive$x$ ELSE '' END,
        'join buried', CASE WHEN c_hard THEN format($x$
    LEFT JOIN cdc_management.merge_tombstones AS z ON (z.schema_name, z.table_name, z.key) = (%s, jsonb_build_array(%s)::text)$x$,
            c_relation, string_agg(c.given || '::text', ', ' ORDER BY c.key) FILTER (WHERE c.key > 0)) ELSE '' END,
        'or buried', CASE WHEN c_hard THEN format($x$
                    UNION ALL SELECT z.lsn, z.source_ts_ms, z.source_incarnation FROM cdc_management.merge_tombstones AS z
                    WHERE (z.schema_name, z.table_name, z.key) = (%s, jsonb_build_array(%s)::text)$x$,
            c_relation, string_agg(format('(%s)::text', c.held), ', ' ORDER BY c.key) FILTER (WHERE c.key > 0)) ELSE '' END,
        'missing', string_agg(format('%I', c.name), ', ' ORDER BY c.n) FILTER (WHERE c.type IS NULL),
        'list', jsonb_agg(jsonb_build_object('n', c.n, 'name', c.name, 'key', c.key, 'large', c.large, 'given', c.given)),
        'columns', string_agg(format('%I', c.name), ', ' ORDER BY c.n),
        'given', string_agg(c.given, ', ' ORDER BY c.n),
        'key fields', coalesce(string_agg(format('%s AS __m_key%s, ', c.held, c.key), '' ORDER BY c.key) FILTER (WHERE c.key > 0), ''),
        'keys', string_agg(c.given, ', ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'same', string_agg(format('t.%I = %s', c.name, c.given), ' AND ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'same as staged', string_agg(format('t.%I = %s', c.name, c.held), ' AND ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'key text', string_agg(c.given || '::text', ', ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'no key', coalesce(string_agg(c.staged || ' IS NULL', ' OR ' ORDER BY c.key) FILTER (WHERE c.key > 0), 'false'),
        -- what is wrong with a staged row, whatever else there is
        'reason', concat('CASE', string_agg(
            format(' WHEN %s IS NULL THEN %L', c.staged, 'the key column `' || c.name || '` is NULL'), '' ORDER BY c.key
        ) FILTER (WHERE c.key > 0), $x$
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$' THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END$x$),
        'misfit', coalesce('CASE ' || string_agg(format(
            'WHEN NOT %s%s THEN %L', c.fits, CASE WHEN c.key IS NULL AND c_key THEN format(' AND %s <> ''d''', c_op) END,
            'the value of `' || c.name || '` does not fit ' || replace(c.type, 'character varying', 'varchar')
        ), ' ' ORDER BY c.n) FILTER (WHERE c.fits IS NOT NULL) || ' END', 'NULL::text'),
        -- which groups of columns an event tells, a character each: the ordinary ones, then every large one
        'large told', coalesce(string_agg(format(' || CASE WHEN %s THEN ''0'' ELSE ''1'' END', concat_ws(' OR ',
            CASE WHEN p_control.unchanged_large_values <> 'null' THEN format('%s IS NOT DISTINCT FROM %s', c.staged, CASE
                WHEN c.bytes THEN format('%L::bytea', convert_to(p_control.unavailable_value, 'UTF8'))
                ELSE quote_literal(p_control.unavailable_value)
            END) END,
            CASE WHEN p_control.unchanged_large_values <> 'placeholder' THEN format('%s IS NULL AND %s = ''u''', c.staged, c_op) END
        )), '' ORDER BY c.large) FILTER (WHERE c.large > 0), ''),
        'a large null', coalesce(string_agg(c.staged || ' IS NULL', ' OR ' ORDER BY c.n) FILTER (WHERE c.large > 0), 'false'),
        'large nulls', string_agg(
            format('(n.%1$I IS NULL AND lead(n.%1$I IS NOT NULL, 1, t.%1$I IS NOT NULL) OVER w)::integer', c.name), ' + ' ORDER BY c.n
        ) FILTER (WHERE c.large > 0 AND p_control.unchanged_large_values = 'placeholder')
    )) INTO STRICT v_words
    FROM cdc_management.merge_columns(p_control) AS c;
    IF p_placed IS NOT NULL THEN
        v_words := v_words || jsonb_build_object('lsn', format('coalesce(%s, %L::jsonb ->> s.ctid::text)', v_words ->> 'lsn', p_placed));
    END IF;
    v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT s.*, {key fields}s.ctid AS __m_place, {op} AS __m_op, {lsn} AS __m_lsn, {seq} AS __m_seq,
            hashtext(s."__kafka_topic") AS __m_topic, {inc} AS __m_inc, {tenant} AS __m_tenant,
            CASE {op} WHEN 'd' THEN {tells nothing} WHEN 'b' THEN 'b' ELSE '1'{large told} END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM {leaf} AS s WHERE {batch}$x$, v_words));
    IF p_several AND c_key THEN
        -- Within a partition the later offset wins, where the sequence falls too: the highest one so far is what compares.
        v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT n.*, CASE WHEN n."__kafka_offset" IS NULL THEN n.__m_seq ELSE max(n.__m_seq COLLATE "C") OVER (
            PARTITION BY {keys}, n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op = 'r', n.__m_topic, n."__kafka_partition" ORDER BY n."__kafka_offset"
        ) END AS __m_risen FROM ({source}) AS n$x$, v_words));
    END IF;
    IF p_arrival AND c_hard THEN
        v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT n.*, n."__kafka_offset" IS NULL AND n.__m_seq IS NULL AND lead(true, 1, false) OVER (
            PARTITION BY {keys}, n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op = 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq ORDER BY n.__m_place
        ) AS __m_overtaken FROM ({source}) AS n$x$, v_words));
    END IF;
    IF NOT c_key THEN  -- an offset is a row, once; what has no offset always is one
        v_words := v_words || jsonb_build_object('fates', cdc_management.fill($x$
    SELECT n.*, CASE
        WHEN n.__m_op = 'b' THEN 'superseded'
        WHEN n.__m_at IS NULL OR n."__reject_id" IS NOT NULL THEN 'applied'
        WHEN n."__kafka_offset" >= c.first_offset AND n."__kafka_offset" < c.frontier THEN 'stale'
        WHEN n."__kafka_offset" <= c.last_offset AND EXISTS (
            SELECT FROM (
                SELECT g.ranges FROM cdc_management.offset_segments AS g
                WHERE g.coverage_id = c.coverage_id AND g.lo <= n."__kafka_offset" ORDER BY g.lo DESC LIMIT 1
            ) AS g WHERE g.ranges @> n."__kafka_offset"
        ) THEN 'stale'
        WHEN n.__m_nth > 1 THEN 'superseded'
        ELSE 'applied'
    END AS __m_fate
    FROM (
        SELECT n.*, row_number() OVER (
            PARTITION BY n."__reject_id" IS NOT NULL, n.__m_tenant, n.__m_at, n."__kafka_partition", n."__kafka_offset" ORDER BY n.__m_place
        ) AS __m_nth FROM ({source}) AS n
    ) AS n
    LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = n.__m_at
    LEFT JOIN cdc_management.offset_coverage AS c ON (c.schema_name, c.table_name) = ({relation}) AND c.kafka_topic = n.__m_at
        AND c.kafka_partition = n."__kafka_partition" AND c.topic_incarnation = coalesce(i.incarnation, 0) AND c.tenant = n.__m_tenant$x$,
        v_words));
    END IF;
    -- the rows to look for mistakes in: those of no use anyway, as their offset was merged before, are left alone
    RETURN v_words || jsonb_build_object('copy', CASE WHEN c_key THEN 'false' ELSE $x$n.__m_fate = 'superseded'$x$ END,
        'rows', CASE WHEN c_key THEN format('%s AS s WHERE %s', p_leaf, p_batch)
            ELSE format($x$%s AS s JOIN (%s) AS n ON s.ctid = n.__m_place AND n.__m_fate <> 'stale' WHERE true$x$, p_leaf, v_words ->> 'fates') END);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_words IS 'The pieces of SQL that a relation''s statements are put together from.';

CREATE OR REPLACE FUNCTION cdc_management.merge_turns(p_control cdc_management.merge_control, p_kinds text[], p_arrival boolean)
RETURNS TABLE (told text, which text, ends boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- Events that tell the same groups of columns take a turn together. Where there are more kinds of them than groups, a turn for
    -- each group is less, and one for the greatest event of each key. Deletes that leave no row behind come last.
    WITH g AS (
        SELECT 1 + cardinality(p_control.large_columns) AS groups,
            cardinality(p_kinds) > cardinality(p_control.large_columns) + 2 OR p_arrival AND cardinality(p_kinds) > 1 AS each
    )
    SELECT k.kind, CASE WHEN cardinality(p_kinds) = 1 THEN 'n.__m_op <> ''b''' ELSE format('n.__m_tells = %L', k.kind) END, false
    FROM g, unnest(p_kinds) AS k (kind) WHERE NOT g.each AND k.kind <> 'd'
    UNION ALL
    SELECT overlay(repeat('0', g.groups) PLACING '1' FROM n.n), format('substr(n.__m_tells, %s, 1) = ''1''', n.n), false
    FROM g, generate_series(1, g.groups) AS n (n) WHERE g.each
    UNION ALL
    SELECT repeat('0', g.groups), 'n.__m_op <> ''b''', false FROM g WHERE g.each AND NOT p_control.hard_deletes
    UNION ALL
    SELECT '0' || repeat('1', g.groups - 1), 'n.__m_op = ''d''' || CASE WHEN p_arrival THEN ' AND NOT n.__m_overtaken' ELSE '' END, true
    FROM g WHERE 'd' = ANY (p_kinds)
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_turns IS 'Which events of a batch are merged together, in their order, and which groups of columns they tell.';

CREATE OR REPLACE FUNCTION cdc_management.merge_turn(
    p_control cdc_management.merge_control, p_words jsonb, p_told text, p_ends boolean
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
-- Each group of columns keeps the value with the greatest fence. p_told marks with 1 the groups that the events of the turn tell.
-- p_ends: the events are deletes that leave no row behind; they tell of large columns that these hold nothing.
DECLARE
    v_told text[];
    v_others text[];
BEGIN
    -- Where deletes are hard, a row's ordinary columns are always its greatest event's.
    SELECT coalesce(array_agg(g.name ORDER BY g.n) FILTER (WHERE g.told), '{}'), array_agg(g.name ORDER BY g.n) FILTER (WHERE NOT g.told)
    INTO v_told, v_others
    FROM (
        SELECT g.name, g.n, substr(p_told, g.n::integer, 1) = '1' OR p_control.hard_deletes AND g.n = 1 AS told
        FROM unnest(''::text || p_control.large_columns) WITH ORDINALITY AS g (name, n)
    ) AS g;
    RETURN p_words || (SELECT jsonb_strip_nulls(jsonb_build_object(
        'told groups', format('%L::text[]', v_told), 'wanted', (NOT p_ends)::text,
        'told', coalesce(string_agg(format('%I = %s, ', c.name, c.given), '' ORDER BY c.n) FILTER (WHERE c.told), ''),
        'told columns', string_agg(format('%I, ', c.name), '' ORDER BY c.n) FILTER (WHERE c.told),
        'late values', string_agg(format(
            'CASE WHEN %L = ANY (n.__m_late) THEN %s ELSE t.%I END, ', CASE WHEN c.large > 0 THEN c.name ELSE '' END,
            CASE WHEN p_ends THEN 'NULL' ELSE c.given END, c.name
        ), '' ORDER BY c.n) FILTER (WHERE c.told),
        'inserted', string_agg(CASE WHEN c.told OR c.key > 0 THEN c.given ELSE 'NULL' END, ', ' ORDER BY c.n),
        -- what these events do not tell keeps its own fence, or has from now on the one that the row had
        'kept fences', CASE WHEN v_others IS NULL THEN 'NULL' ELSE format(
            $x$(jsonb_object(%L::text[], array_fill(cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val"), ARRAY[%s]))
            || coalesce(t."__fences", jsonb_build_object())) - %L::text[]$x$, v_others, cardinality(v_others), v_told
        ) END,
        'inserted fences', CASE WHEN v_others IS NULL THEN 'NULL' ELSE format(
            CASE WHEN p_control.hard_deletes THEN
                'CASE WHEN n.__m_buried IS NULL THEN %L::jsonb ELSE jsonb_object(%L::text[], array_fill(n.__m_buried, ARRAY[%s])) END'
            ELSE '%L::jsonb' END,
            (SELECT jsonb_object_agg(g.name, false) FROM unnest(v_others) AS g (name)), v_others, cardinality(v_others)
        ) END
    )) FROM (
        SELECT c.*, c.key IS NULL AND substr(p_told, coalesce(c.large, 0) + 1, 1) = '1' AS told
        FROM jsonb_to_recordset(p_words -> 'list') AS c (n integer, name text, key integer, large integer, given text)
    ) AS c);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_turn IS 'The pieces of SQL for the events that tell the same groups of columns.';

CREATE OR REPLACE FUNCTION cdc_management.merge_statement(p_words jsonb, p_name text, p_which text DEFAULT 'n.__m_op <> ''b''')
RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    RETURN cdc_management.fill(CASE p_name
        -- One pass over the rows: their offsets, and what else the merge has to know.
        WHEN 'look' THEN $x$
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.taken)::bigint AS taken, sum(o.without_lsn)::bigint AS without_lsn,
    count(*) > 1 OR count(o.topic) < count(*) AS several, bool_or(o.suspect) AS suspect, bool_or(o.spelt) AS spelt,
    bool_or(o.nulls) AS nulls, bool_or(o.sequences) AS sequences
FROM (
    SELECT {tenant} AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        min(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS min_offset,
        max(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS max_offset,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, bool_or({a large null}) AS nulls, count(s."__seq_val") > 0 AS sequences,
        bool_or(s."__operation" NOT IN ('c', 'u', 'd', 'r')) AS spelt, bool_or(
            {no key} OR cdc_management.op_of(s."__operation") IS NULL OR s."__kafka_partition" < 0 OR s."__kafka_offset" < 0
            OR s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            OR octet_length(s."__lsn") <> 20 OR octet_length(s."__seq_val") <> 20
            OR ltrim(s."__lsn", '0123456789abcdef') <> '' OR ltrim(s."__seq_val", '0123456789abcdef') <> ''
        ) AS suspect, array_agg(DISTINCT CASE cdc_management.op_of(s."__operation")
            WHEN 'd' THEN {tells nothing} WHEN 'b' THEN 'b' ELSE '1'{large told} END) AS kinds
    FROM {leaf} AS s
    CROSS JOIN LATERAL (SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic) AS p
    WHERE {batch} GROUP BY 1, 2, 3
) AS o$x$
        -- The newest event of each key meets the row and is taken for what it tells.
        WHEN 'newer' THEN $x$
MERGE INTO {target} AS t
USING (SELECT n.*{buried} FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}
) AS n{join buried}) AS n ON {same}
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN UPDATE SET {told}("__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW({now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op = 'd', n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), {kept fences})
WHEN NOT MATCHED{unless buried}
    THEN INSERT ({columns}, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") VALUES ({inserted}, {now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op = 'd', n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), {inserted fences})$x$
        WHEN 'ended' THEN $x$
MERGE INTO {target} AS t USING (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}
) AS n ON {same}
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") THEN DELETE$x$
        -- Older than the row it may still be news to a group of columns.
        WHEN 'late' THEN $x$
MERGE INTO {target} AS t
USING (
    SELECT n.*, (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value)
    ) AS __m_late
    FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}) AS n JOIN {target} AS t ON {same}
    WHERE t."__fences" IS NOT NULL
        AND (n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value)
    ) IS NOT NULL
) AS n ON {same}
WHEN MATCHED THEN UPDATE SET ({told columns}"__sync_timestamp", "__fences") = ROW({late values}{now}, t."__fences"
    || jsonb_object(n.__m_late, array_fill(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), ARRAY[cardinality(n.__m_late)])))$x$
        -- How many events a row should have taken and has not.
        WHEN 'left' THEN $x$
SELECT count(*) FROM (SELECT n.*{buried} FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}) AS n{join buried}) AS n LEFT JOIN {target} AS t ON {same}
WHERE CASE WHEN t.ctid IS NULL THEN {wanted}{unless buried}
    ELSE cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AND cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq) <> cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM 'r', t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    OR t."__fences" IS NOT NULL
        AND (n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value)
    ) IS NOT NULL AND NOT EXISTS (SELECT FROM jsonb_each_text(t."__fences") AS f WHERE f.value = cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op <> 'r', n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq))
    END$x$
        -- Of each key the newest event, by where it lay: whether its row was written just now, or has something newer.
        WHEN 'outcome' THEN $x$
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (
    SELECT o.tenant, o.topic, o.partition, count(*) AS keys, count(*) FILTER (WHERE o.written) AS applied,
        count(*) FILTER (WHERE NOT o.written AND o.held) AS stale, count(*) FILTER (WHERE o.regressed) AS regressed,
        min(o.off) FILTER (WHERE o.regressed AND o.topic IS NOT NULL) AS regressed_from
    FROM (
        SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, n."__kafka_offset" AS off, coalesce({written}, false) AS written, {held} AS held,
            n.__m_inc = {incarnation} AND {regressed} AND NOT coalesce({written}, false) AS regressed
        FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}) AS n LEFT JOIN {target} AS t ON {same}{join buried}
    ) AS o
    GROUP BY 1, 2, 3
) AS o$x$
        WHEN 'bury' THEN $x$
INSERT INTO cdc_management.merge_tombstones AS z (
    schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, seq_val, topic, kafka_partition, kafka_offset, deleted_at
)
SELECT {relation}, jsonb_build_array({key text})::text, n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_seq, n.__m_topic,
    n."__kafka_partition", n."__kafka_offset", {now}
FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}
    ) AS n WHERE {which}
    ORDER BY {keys}, {order}) AS n
WHERE NOT EXISTS (SELECT FROM {target} AS t WHERE {same})
ON CONFLICT (schema_name, table_name, key) DO UPDATE
SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms, seq_val = excluded.seq_val,
    topic = excluded.topic, kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset, deleted_at = excluded.deleted_at
WHERE cdc_management.fence_after(excluded.source_incarnation, excluded.lsn, excluded.source_ts_ms, true, excluded.topic, excluded.kafka_partition, excluded.kafka_offset, excluded.seq_val, z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val)$x$
        WHEN 'append' THEN $x$
WITH p AS MATERIALIZED ({fates}
), i AS (
    INSERT INTO {target} ({columns}, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") SELECT {given}, {now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op = 'd', n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), NULL FROM p AS n
    WHERE n.__m_fate = 'applied' RETURNING 1
)
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys,
    (SELECT count(*) FROM i) AS written
FROM (
    SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, count(*) FILTER (WHERE n.__m_fate = 'applied') AS applied,
        count(*) FILTER (WHERE n.__m_fate = 'stale') AS stale, count(*) FILTER (WHERE n.__m_fate <> 'superseded') AS keys
    FROM p AS n GROUP BY 1, 2, 3
) AS o$x$
        -- Rows that cannot be merged leave staging for merge_rejects; what account() wants of them comes back.
        WHEN 'set aside' THEN $x$
WITH bad AS MATERIALIZED ({bad}), s AS (
    DELETE FROM {leaf} AS s USING bad AS b WHERE s.ctid = b.place RETURNING s.*, b.reason AS __m_reason, b.copy AS __m_copy
), kept AS (
    INSERT INTO cdc_management.merge_rejects
        (schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id)
    SELECT {relation}, s.__m_reason, (
        SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(s.*)) AS e
        WHERE e.key <> ALL (ARRAY['__m_reason', '__m_copy', '__slot', '__staged_at', '__reject_id'])
    ), s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
    FROM s WHERE NOT s.__m_copy
)
SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]') AS parts
FROM (
    SELECT {tenant} AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        min(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS min_offset,
        max(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS max_offset,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, count(*) FILTER (WHERE NOT s.__m_copy) AS rejected
    FROM s
    CROSS JOIN LATERAL (SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic) AS p GROUP BY 1, 2, 3
) AS o$x$
        -- How many large values updates turn to NULL.
        WHEN 'nulled' THEN $x$
SELECT coalesce(sum(n.nulled) FILTER (WHERE n.__m_op = 'u'), 0)::bigint
FROM (
    SELECT n.__m_op, {large nulls} AS nulled FROM ({source}
    ) AS n LEFT JOIN {target} AS t ON {same}
    WINDOW w AS (PARTITION BY {keys} ORDER BY {order})
) AS n$x$
    END, p_words || jsonb_build_object('which', p_which));
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_statement IS 'A statement of a merge by its name; NULL where the relation has no use for it.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
