-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2d150a229c9dd54d9d91b3b55d75f6fb9ee37fca58b8cbdb2c822c97c3e5f01b

-- The statements of a relation's merge, made from the catalog and its row of merge_control when they are needed; never kept.
-- In a template, {word} stands for a piece of SQL: `merge_words` makes the pieces of a relation, `fill` puts them in.
--
-- A batch is the rows of a leaf that p_batch chooses: a range of ctids, or `s.ctid = ANY ($1)`.

CREATE OR REPLACE FUNCTION cdc_management.fill(p_template text, p_words jsonb) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- In one go: what was put in is not looked at, so that a column may be called "{target}".
    SELECT string_agg(CASE WHEN p.n % 2 = 1 THEN p.piece ELSE p_words ->> p.piece END, '' ORDER BY p.n)
    FROM regexp_split_to_table(p_template, '[{}]') WITH ORDINALITY AS p (piece, n)
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.fill(text, jsonb) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.fill(text, jsonb) IS 'A template with its {words} replaced.';

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
                'CASE WHEN char_length(%1$s) > %2$s AND char_length(rtrim(%1$s, '' '')) <= %2$s THEN left(%1$s, %2$s) ELSE %1$s END', c.staged, c.size
            )
            WHEN c.kind = 'numeric' THEN format('CASE WHEN %s THEN %s::%s END', c.fits, c.staged, c.type)
            WHEN c.kind IN ('timestamp', 'timestamptz', 'time', 'timetz') THEN format('%s::%s', c.staged, c.type)
            ELSE c.staged
        END,
        -- an assignment refuses what is too long; text that becomes something else is cast by name
        CASE WHEN c.by_name AND c.key IS NULL THEN format('%s::%s', format(c.cut, format('n.%I', c.name)), c.type) ELSE format('n.%I', c.name) END,
        c.fits
    FROM (
        SELECT c.*, CASE
            WHEN c.size IS NOT NULL AND c.kind IN ('varchar', 'bpchar')
                THEN format('(char_length(%1$s) <= %2$s OR char_length(rtrim(%1$s, '' '')) <= %2$s)', c.staged, c.size)
            WHEN c.size IS NOT NULL AND c.kind = 'numeric'
                THEN format('(abs(%1$s) < 1e%2$s - 5e-%3$s OR %1$s = ''NaN'')', c.staged, (c.size >> 16) - (c.size & 2047), (c.size & 2047) + 1)
        END AS fits
        FROM (
            SELECT row_number() OVER (ORDER BY a.attnum)::integer AS n, a.attname::text AS name,
                array_position(p_control.key_columns, a.attname::text) AS key, array_position(p_control.large_columns, a.attname::text) AS large,
                format_type(a.atttypid, a.atttypmod) AS type, t.typname AS kind, b.atttypid = 'bytea'::regtype AS bytes,
                CASE WHEN a.atttypmod >= 0 THEN a.atttypmod - 4 END AS size, format('s.%I', a.attname) AS staged,
                b.atttypid = 'text'::regtype AND t.typcategory <> 'S' AS by_name,
                -- Digits of a second that the column does not hold come as text: rounded, they would end in the year 10000 or at 24:00.
                CASE WHEN t.typcategory = 'D' THEN format('cdc_management.cut_second(%%s, %s)', coalesce(nullif(a.atttypmod, -1), 6)) ELSE '%s' END AS cut
            FROM pg_attribute AS a
            JOIN pg_type AS t ON t.oid = a.atttypid
            JOIN pg_attribute AS b ON b.attname = a.attname
                AND b.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.staging_name))
            WHERE a.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.table_name)) AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attname <> ALL (ARRAY['__sync_timestamp', '__source', '__source_ts_ms', '__operation', '__deleted', '__lsn', '__seq_val', '__kafka_partition', '__kafka_offset', '__topic', '__incarnation', '__fences'])
        ) AS c
    ) AS c
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_columns(cdc_management.merge_control) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_columns(cdc_management.merge_control) IS 'A relation''s data columns as its merge needs them.';

CREATE OR REPLACE FUNCTION cdc_management.merge_words(
    p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_now timestamptz,
    p_careful boolean DEFAULT false, p_against boolean DEFAULT false, p_several boolean DEFAULT false,
    p_arrival boolean DEFAULT false
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
-- p_careful: operations, LSNs and sequences come in any form, not just as c, u, d, r and 20 hex digits. p_against: snapshot rows
-- without LSN meet rows that have one. p_several: sequences of several partitions have to be compared.
-- p_arrival: events of a commit may be told apart by their arrival alone.
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    c_target CONSTANT text := format('%I.%I', p_control.schema_name, p_control.table_name);
    c_op CONSTANT text := CASE WHEN p_careful THEN 'cdc_management.op_of(s."__operation")' ELSE $x$coalesce(s."__operation", 'u')$x$ END;
    c_inc CONSTANT text := CASE WHEN p_control.source_incarnation = 0 THEN '0'
        ELSE format('cdc_management.incarnation_of(%s, %L, %L, s."__kafka_topic", s."__kafka_partition", s."__kafka_offset")',
            p_control.source_incarnation, p_control.schema_name, p_control.table_name) END;
    v_words jsonb;
BEGIN
    SELECT jsonb_build_object(
        'target', c_target, 'leaf', p_leaf::text,
        'columns', string_agg(format('%I', c.name), ', ' ORDER BY c.n),
        'given', string_agg(c.given, ', ' ORDER BY c.n),
        'event columns', string_agg(format('n.%I', c.name), ', ' ORDER BY c.n),
        'fields', string_agg(CASE WHEN c.key > 0 AND c.held <> c.staged THEN format('%s AS %I', c.held, c.name) ELSE c.staged END, ', ' ORDER BY c.n),
        'keys', string_agg(format('n.%I', c.name), ', ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'same', string_agg(format('t.%1$I = n.%1$I', c.name), ' AND ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'same as staged', string_agg(format('t.%I = %s', c.name, c.held), ' AND ' ORDER BY c.key) FILTER (WHERE c.key > 0),
        'key text', format('jsonb_build_array(%s)::text', string_agg(format('n.%I::text', c.name), ', ' ORDER BY c.key) FILTER (WHERE c.key > 0)),
        'no key', coalesce(string_agg(c.staged || ' IS NULL', ' OR ' ORDER BY c.key) FILTER (WHERE c.key > 0), 'false'),
        'key reasons', coalesce(string_agg(
            format('WHEN %s IS NULL THEN %L', c.staged, 'the key column «' || c.name || '» is NULL'), ' ' ORDER BY c.key
        ) FILTER (WHERE c.key > 0), ''),
        'misfit', coalesce('CASE ' || string_agg(format(
            'WHEN NOT %s%s THEN %L', c.fits, CASE WHEN c.key IS NULL AND c_key THEN format(' AND %s <> ''d''', c_op) END,
            'the value of «' || c.name || '» does not fit ' || replace(c.type, 'character varying', 'varchar')
        ), ' ' ORDER BY c.n) FILTER (WHERE c.fits IS NOT NULL) || ' END', 'NULL::text'),
        -- which groups of columns an event tells, a character each: the ordinary ones, then every large one
        'large told', coalesce(
            string_agg(format('CASE WHEN %s THEN ''0'' ELSE ''1'' END', concat_ws(' OR ',
                CASE WHEN p_control.unchanged_large_values <> 'null'
                    THEN format('%s IS NOT DISTINCT FROM %s', c.staged, CASE WHEN c.bytes
                        THEN format('%L::bytea', convert_to(p_control.unavailable_value, 'UTF8')) ELSE format('%L', p_control.unavailable_value) END) END,
                CASE WHEN p_control.unchanged_large_values <> 'placeholder' THEN format('%s IS NULL AND %s = ''u''', c.staged, c_op) END
            )), ' || ' ORDER BY c.large) FILTER (WHERE c.large > 0), $x$''$x$
        ),
        'tells nothing', CASE WHEN p_control.hard_deletes THEN $x$'d'$x$ ELSE format('%L', repeat('0', 1 + cardinality(p_control.large_columns))) END,
        'a large null', coalesce(string_agg(format('%s IS NULL', c.staged), ' OR ' ORDER BY c.n) FILTER (WHERE c.large > 0), 'false'),
        'large nulls', coalesce(string_agg(
            format('(n.%1$I IS NULL AND lead(n.%1$I IS NOT NULL, 1, t.%1$I IS NOT NULL) OVER w)::integer', c.name), ' + ' ORDER BY c.n
        ) FILTER (WHERE c.large > 0), '0'),
        -- A snapshot row without LSN comes just above the row that it was read after: a re-snapshot heals.
        'lsn', CASE WHEN p_careful THEN 'cdc_management.lsn_of(s."__lsn")' ELSE 's."__lsn"' END,
        'reread', format($x$(
                SELECT CASE WHEN h.ts >= s."__source_ts_ms" THEN h.lsn ELSE cdc_management.next_lsn(h.lsn) END
                FROM (
                    SELECT t."__lsn", t."__source_ts_ms", coalesce(t."__incarnation", 0) FROM %s AS t WHERE %s%s
                    LIMIT 1
                ) AS h (lsn, ts, inc)
                WHERE s."__source_ts_ms" IS NOT NULL AND h.inc = %s
            )$x$, c_target, string_agg(format('t.%I = %s', c.name, c.held), ' AND ' ORDER BY c.key) FILTER (WHERE c.key > 0),
            CASE WHEN p_control.hard_deletes THEN format($x$
                    UNION ALL
                    SELECT z.lsn, z.source_ts_ms, z.source_incarnation FROM cdc_management.merge_tombstones AS z
                    WHERE z.schema_name = %L AND z.table_name = %L AND z.key = jsonb_build_array(%s)::text$x$, p_control.schema_name, p_control.table_name,
                string_agg(format('(%s)::text', c.held), ', ' ORDER BY c.key) FILTER (WHERE c.key > 0)
            ) END, c_inc)
    ) INTO STRICT v_words
    FROM cdc_management.merge_columns(p_control) AS c;
    v_words := v_words || jsonb_build_object(
        'batch', p_batch, 'now', format('%L::timestamptz', p_now), 'incarnation', p_control.source_incarnation::text,
        'schema', format('%L', p_control.schema_name), 'table', format('%L', p_control.table_name), 'op', c_op, 'inc', c_inc,
        'seq', CASE WHEN p_careful THEN 'cdc_management.seq_of(s."__seq_val")' ELSE 's."__seq_val"' END,
        'lsn', CASE WHEN p_against THEN format('CASE WHEN s."__lsn" IS NULL AND %s = ''r'' THEN %s ELSE %s END', c_op, v_words ->> 'reread', v_words ->> 'lsn')
            ELSE v_words ->> 'lsn' END,
        'placed', 's."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0'
            ' AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806',
        'tenant', CASE WHEN p_control.tenant_column IS NULL THEN $x$''::text$x$
            ELSE format('coalesce(s.%I::text, cdc_management.tenant_of_topic(%L, %L, s."__kafka_topic"))',
                p_control.tenant_column, p_control.schema_name, p_control.table_name) END,
        'fence fields', 'n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op, n.__m_topic, n.__m_part, n.__m_off, n.__m_seq',
        'fence n', 'n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op <> ''r'', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq',
        'fence t', 'coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", t."__operation" IS DISTINCT FROM ''r'','
            ' t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val"',
        'fence z', 'z.source_incarnation, z.lsn, z.source_ts_ms, true, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val',
        'metadata', '"__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val",'
            ' "__kafka_partition", "__kafka_offset", "__topic", "__incarnation"',
        'metadata n', format('%L::timestamptz', p_now) || ', n.__m_source, n.__m_ts, n.__m_op, n.__m_op = ''d'', n.__m_lsn, n.__m_seq, n.__m_part, n.__m_off, n.__m_topic, nullif(n.__m_inc, 0)',
        -- the newest first, by the rule of fence_after()
        'order', CASE WHEN p_control.source_incarnation <> 0 THEN 'n.__m_inc DESC, ' ELSE '' END
            || 'n.__m_lsn COLLATE "C" DESC NULLS LAST, CASE WHEN n.__m_lsn IS NULL THEN n.__m_ts END DESC NULLS LAST, n.__m_op = ''r'', n.__m_ts DESC NULLS LAST, '
            || CASE WHEN p_several THEN 'n.__m_risen COLLATE "C" DESC NULLS LAST, ' ELSE '' END
            || 'n.__m_off DESC NULLS LAST, CASE WHEN n.__m_off IS NULL AND n.__m_seq IS NULL THEN n.__m_place END DESC NULLS LAST,'
            || ' n.__m_topic DESC NULLS LAST, n.__m_part DESC NULLS LAST, n.__m_place'
    );
    v_words := v_words || jsonb_build_object('tells', cdc_management.fill(
        'CASE {op} WHEN ''d'' THEN {tells nothing} WHEN ''b'' THEN ''b'' ELSE ''1'' || {large told} END', v_words
    ));
    -- what is wrong with a staged row, whatever else there is
    v_words := v_words || jsonb_build_object('reason', cdc_management.fill($x$CASE
        {key reasons}
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{left}20{right}|[0-9a-f]{left}8{right}:[0-9a-f]{left}8{right}:[0-9a-f]{left}4{right})$'
            THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END$x$, v_words || jsonb_build_object('left', '{', 'right', '}')));
    v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT {fields}, s.ctid AS __m_place, {op} AS __m_op, {lsn} AS __m_lsn, {seq} AS __m_seq, s."__source_ts_ms" AS __m_ts,
            hashtext(s."__kafka_topic") AS __m_topic, s."__kafka_partition" AS __m_part, s."__kafka_offset" AS __m_off,
            s."__source" AS __m_source, s."__lsn" IS NULL AS __m_bare, s."__reject_id" IS NOT NULL AS __m_replayed, {inc} AS __m_inc, {tells} AS __m_tells, {tenant} AS __m_tenant,
            CASE WHEN {placed} THEN s."__kafka_topic" END AS __m_at, CASE WHEN {placed} THEN s."__kafka_partition" END AS __m_spot
        FROM {leaf} AS s WHERE {batch}$x$, v_words));
    IF p_several AND c_key THEN
        -- Within a partition the later offset wins, where the sequence falls too: the highest one so far is what compares.
        v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT n.*, CASE WHEN n.__m_off IS NULL THEN n.__m_seq ELSE max(n.__m_seq COLLATE "C") OVER (
            PARTITION BY {keys}, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op = 'r', n.__m_topic, n.__m_part ORDER BY n.__m_off
        ) END AS __m_risen
        FROM ({source}) AS n$x$, v_words));
    END IF;
    IF p_arrival THEN
        v_words := v_words || jsonb_build_object('arrival', true);
    END IF;
    IF p_arrival AND p_control.hard_deletes THEN
        v_words := v_words || jsonb_build_object('source', cdc_management.fill($x$
        SELECT n.*, n.__m_off IS NULL AND n.__m_seq IS NULL AND lead(true, 1, false) OVER (
            PARTITION BY {keys}, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_op = 'r', n.__m_topic, n.__m_part, n.__m_off, n.__m_seq ORDER BY n.__m_place
        ) AS __m_overtaken
        FROM ({source}) AS n$x$, v_words));
    END IF;
    -- whether the row was written by this batch, holds something newer, and does so although the event's time is later
    v_words := v_words || jsonb_build_object(
        'written', format('t."__sync_timestamp" = %L::timestamptz', p_now),
        'held', cdc_management.fill('t.ctid IS NOT NULL AND NOT cdc_management.fence_after({fence n}, {fence t})', v_words),
        'regressed', format('coalesce(t."__incarnation", 0) = %s AND n.__m_lsn < t."__lsn" AND n.__m_ts > t."__source_ts_ms"', p_control.source_incarnation),
        'barred', 't."__lsn" IS NOT NULL AND coalesce(t."__incarnation", 0) = n.__m_inc',
        'buried', '', 'join buried', '', 'unless buried', ''
    );
    IF NOT c_key THEN  -- an offset is a row, once; what has no offset always is one
        v_words := v_words || jsonb_build_object('fates', cdc_management.fill($x$
    SELECT n.*, CASE
        WHEN n.__m_op = 'b' THEN 'superseded'
        WHEN n.__m_at IS NULL OR n.__m_replayed THEN 'applied'
        WHEN n.__m_off >= c.first_offset AND n.__m_off < c.frontier THEN 'stale'
        WHEN n.__m_off <= c.last_offset AND EXISTS (
            SELECT FROM (
                SELECT g.ranges FROM cdc_management.offset_segments AS g
                WHERE g.coverage_id = c.coverage_id AND g.lo <= n.__m_off ORDER BY g.lo DESC LIMIT 1
            ) AS g WHERE g.ranges @> n.__m_off
        ) THEN 'stale'
        WHEN n.__m_nth > 1 THEN 'superseded'
        ELSE 'applied'
    END AS __m_fate
    FROM (
        SELECT n.*, row_number() OVER (PARTITION BY n.__m_replayed, n.__m_tenant, n.__m_at, n.__m_part, n.__m_off ORDER BY n.__m_place) AS __m_nth
        FROM ({source}
        ) AS n
    ) AS n
    LEFT JOIN cdc_management.topic_incarnations AS i ON i.kafka_topic = n.__m_at
    LEFT JOIN cdc_management.offset_coverage AS c ON c.schema_name = {schema} AND c.table_name = {table} AND c.kafka_topic = n.__m_at
        AND c.kafka_partition = n.__m_part AND c.topic_incarnation = coalesce(i.incarnation, 0) AND c.tenant = n.__m_tenant$x$, v_words));
    END IF;
    -- which rows something is wrong with: those of no use anyway, as their offset was merged before, are left alone
    v_words := v_words || jsonb_build_object('rows', CASE WHEN c_key THEN cdc_management.fill('{leaf} AS s WHERE {batch}', v_words)
        ELSE cdc_management.fill($x${leaf} AS s JOIN ({fates}) AS n ON s.ctid = n.__m_place AND n.__m_fate <> 'stale' WHERE true$x$, v_words) END,
        'copy', CASE WHEN c_key THEN 'false' ELSE $x$n.__m_fate = 'superseded'$x$ END);
    IF p_control.hard_deletes THEN  -- a row that is gone has left its fence in merge_tombstones
        v_words := v_words || jsonb_build_object(
            'join buried', cdc_management.fill($x$
    LEFT JOIN cdc_management.merge_tombstones AS z ON z.schema_name = {schema} AND z.table_name = {table} AND z.key = {key text}$x$, v_words),
            'buried', cdc_management.fill($x$, CASE WHEN z.key IS NOT NULL THEN cdc_management.fence_text({fence z}) END AS __m_buried,
        z.key IS NULL OR cdc_management.fence_after({fence n}, {fence z}) AS __m_alive$x$, v_words),
            'unless buried', ' AND n.__m_alive',
            'written', cdc_management.fill('(t."__sync_timestamp" = {now} OR t.ctid IS NULL AND z.deleted_at = {now})', v_words),
            'held', cdc_management.fill('CASE WHEN t.ctid IS NULL THEN z.key IS NOT NULL AND NOT cdc_management.fence_after({fence n}, {fence z}) ELSE {held} END', v_words),
            'regressed', cdc_management.fill('CASE WHEN t.ctid IS NULL THEN z.source_incarnation = {incarnation} AND n.__m_lsn < z.lsn AND n.__m_ts > z.source_ts_ms ELSE {regressed} END', v_words),
            'barred', cdc_management.fill('CASE WHEN t.ctid IS NULL THEN z.lsn IS NOT NULL AND z.source_incarnation = n.__m_inc ELSE {barred} END', v_words)
        );
    END IF;
    RETURN v_words;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_words(cdc_management.merge_control, regclass, text, timestamptz, boolean, boolean, boolean, boolean) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_words(cdc_management.merge_control, regclass, text, timestamptz, boolean, boolean, boolean, boolean) IS
    'The pieces of SQL that a relation''s statements are put together from.';

CREATE OR REPLACE FUNCTION cdc_management.merge_turn(
    p_control cdc_management.merge_control, p_words jsonb, p_told text, p_which text, p_ends boolean DEFAULT false, p_part text DEFAULT 'all'
) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- The newest event of each key, of those that p_which chooses, meets the row. It is taken for the groups of columns that p_told
    -- marks with 1: each keeps the value with the greatest fence. The row's metadata are those of the greatest event of all.
    -- p_ends: the events are deletes that leave no row behind; they tell of large columns that these hold nothing.
    -- p_part: 'newer' and 'late' are the halves of 'all'; 'left' counts events that a row should have taken and has not.
    SELECT cdc_management.fill(concat(CASE WHEN p_part = 'left' THEN $x$
SELECT count(*) FROM ($x$ ELSE $x$
MERGE INTO {target} AS t
USING ($x$ END, $x$
    SELECT n.*{buried}
    FROM (
        SELECT DISTINCT ON ({keys}) {event columns}, n.__m_source, {fence fields} FROM ({source}
        ) AS n
        WHERE {which} ORDER BY {keys}, {order}
    ) AS n{join buried}
) AS n $x$, CASE WHEN p_part = 'left' THEN concat($x$LEFT JOIN {target} AS t ON {same}
WHERE CASE WHEN t.ctid IS NULL THEN $x$, CASE WHEN p_ends THEN 'false' ELSE 'true{unless buried}' END, $x$
    ELSE cdc_management.fence_after({fence n}, {fence t}) AND cdc_management.fence_text({fence n}) <> cdc_management.fence_text({fence t})$x$,
        CASE WHEN c.words ? 'told columns' THEN ' OR {behind}' END, ' END')
    ELSE concat('ON {same}', CASE WHEN p_part <> 'late' THEN concat($x$
WHEN MATCHED AND cdc_management.fence_after({fence n}, {fence t})
    THEN $x$, CASE WHEN p_ends THEN 'DELETE' ELSE $x$UPDATE SET {told}({metadata}, "__fences") = ROW({metadata n}, {kept fences})$x$ END) END,
        CASE WHEN c.words ? 'told columns' AND p_part <> 'newer' THEN $x$
WHEN MATCHED AND {behind}
    THEN UPDATE SET ({told columns}, "__sync_timestamp", "__fences") = (
        SELECT {late values}, {now}, t."__fences" || jsonb_object(f.late, array_fill(cdc_management.fence_text({fence n}), ARRAY[cardinality(f.late)]))
        FROM (SELECT {late} AS late OFFSET 0) AS f
    )$x$ END, CASE WHEN NOT p_ends AND p_part <> 'late' THEN $x$
WHEN NOT MATCHED{unless buried}
    THEN INSERT ({columns}, {metadata}, "__fences") VALUES ({inserted}, {metadata n}, {inserted fences})$x$ END) END),
        p_words || jsonb_strip_nulls(c.words) || g.words || l.words || jsonb_build_object('which', p_which, 'behind', cdc_management.fill(
            't."__fences" IS NOT NULL AND (n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND {late} IS NOT NULL',
            p_words || l.words
        ))
    )
    FROM (
        SELECT jsonb_strip_nulls(jsonb_build_object(
            'told', coalesce(string_agg(format('%I = %s, ', c.name, c.given), '' ORDER BY c.n) FILTER (WHERE c.told), ''),
            'told columns', string_agg(format('%I', c.name), ', ' ORDER BY c.n) FILTER (WHERE c.told),
            'late values', string_agg(
                format('CASE WHEN %L = ANY (f.late) THEN %s ELSE t.%I END', c.grp, CASE WHEN p_ends THEN 'NULL' ELSE c.given END, c.name), ', ' ORDER BY c.n
            ) FILTER (WHERE c.told),
            'inserted', string_agg(CASE WHEN c.told OR c.key > 0 THEN c.given ELSE 'NULL' END, ', ' ORDER BY c.n)
        )) AS words
        FROM (
            SELECT c.*, c.key IS NULL AND substr(p_told, coalesce(c.large, 0) + 1, 1) = '1' AS told, CASE WHEN c.large > 0 THEN c.name ELSE '' END AS grp
            FROM cdc_management.merge_columns(p_control) AS c
        ) AS c
    ) AS c
    CROSS JOIN (
        SELECT jsonb_build_object(
            'told groups', format('%L::text[]', g.told),
            -- what this event does not tell keeps its own fence, or has from now on the one that the row had
            'kept fences', CASE WHEN g.others IS NULL THEN 'NULL' ELSE format(
                '(jsonb_object(%L::text[], array_fill(cdc_management.fence_text(%s), ARRAY[%s])) || coalesce(t."__fences", jsonb_build_object())) - %L::text[]',
                g.others, p_words ->> 'fence t', cardinality(g.others), g.told
            ) END,
            'inserted fences', CASE WHEN g.others IS NULL THEN 'NULL' WHEN p_control.hard_deletes THEN format(
                'CASE WHEN n.__m_buried IS NULL THEN %L::jsonb ELSE jsonb_object(%L::text[], array_fill(n.__m_buried, ARRAY[%s])) END',
                g.nothing, g.others, cardinality(g.others)
            ) ELSE format('%L::jsonb', g.nothing) END
        ) AS words
        FROM (
            SELECT coalesce(array_agg(g.name ORDER BY g.n) FILTER (WHERE g.told), '{}') AS told, array_agg(g.name ORDER BY g.n) FILTER (WHERE NOT g.told) AS others,
                jsonb_object_agg(g.name, false) FILTER (WHERE NOT g.told) AS nothing
            FROM (
                -- where deletes are hard, a row's ordinary columns are always its greatest event's
                SELECT g.name, g.n, substr(p_told, g.n::integer, 1) = '1' OR p_control.hard_deletes AND g.n = 1 AS told
                FROM unnest(''::text || p_control.large_columns) WITH ORDINALITY AS g (name, n)
            ) AS g
        ) AS g
    ) AS g
    CROSS JOIN LATERAL (SELECT jsonb_build_object('late', cdc_management.fill(concat($x$(
        SELECT array_agg(f.key) FROM jsonb_each_text(t."__fences") AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text({fence n}), f.value)$x$,
        CASE WHEN p_part = 'left' THEN ' AND f.value <> cdc_management.fence_text({fence n})' END, $x$
    )$x$), p_words || g.words)) AS words) AS l
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_turn(cdc_management.merge_control, jsonb, text, text, boolean, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_turn(cdc_management.merge_control, jsonb, text, text, boolean, text) IS
    'The MERGE of the events that tell the same groups of columns.';

CREATE OR REPLACE FUNCTION cdc_management.word_ranges(p_word bigint, p_bits bigint) RETURNS int8multirange
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT range_agg(int8range(r.start, r.start + strpos(substr(r.bits, r.n) || '0', '0') - 1))
    FROM (
        SELECT b.bits, n.n, (p_word << 6) + n.n - 1 AS start
        FROM (SELECT p_bits::bit(64)::text) AS b (bits) CROSS JOIN generate_series(1, 64) AS n (n)
        WHERE substr(b.bits, n.n, 1) = '1' AND (n.n = 1 OR substr(b.bits, n.n - 1, 1) = '0')
    ) AS r
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.word_ranges(bigint, bigint) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.word_ranges(bigint, bigint) IS 'The offsets that a word of 64 bits stands for, the first bit for the lowest.';

CREATE OR REPLACE FUNCTION cdc_management.merge_statement(p_words jsonb, p_name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    SELECT cdc_management.fill(CASE p_name
        -- One pass over the rows: their offsets, as bits of words of 64, and what else the merge has to know.
        WHEN 'look' THEN $x$
WITH words AS MATERIALIZED (
    SELECT w.*, CASE cdc_management.op_of(w.op) WHEN 'd' THEN {tells nothing} WHEN 'b' THEN 'b' ELSE '1' || w.large END AS tells,
        w.odd OR cdc_management.op_of(w.op) IS NULL OR octet_length(w.topic) > 249 OR w.part < 0 OR w.low < 0 OR w.high = 9223372036854775807 AS suspect,
        w.op NOT IN ('c', 'u', 'd', 'r') AS spelt
    FROM (
        SELECT {tenant} AS tenant, s."__kafka_topic" COLLATE "C" AS topic, s."__kafka_partition" AS part, s."__kafka_offset" >> 6 AS word,
            s."__operation" AS op, {large told} AS large, count(*) AS rows, bit_or(1::bigint << 63 - (s."__kafka_offset" & 63)::integer) AS bits,
            min(s."__kafka_offset") AS low, max(s."__kafka_offset") AS high, min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max,
            count(*) - count(s."__lsn") AS without_lsn, count(s."__seq_val") AS sequences, bool_or({a large null}) AS nulls, bool_or(
                {no key} OR octet_length(s."__lsn") <> 20 OR octet_length(s."__seq_val") <> 20
                OR ltrim(s."__lsn", '0123456789abcdef') <> '' OR ltrim(s."__seq_val", '0123456789abcdef') <> ''
            ) AS odd
        FROM {leaf} AS s WHERE {batch}
        GROUP BY 1, 2, 3, 4, 5, 6
    ) AS w
), parts AS (
    SELECT w.tenant, w.topic, w.part, sum(w.rows)::bigint AS taken, min(w.low) AS low, max(w.high) AS high, min(w.ts_min) AS ts_min,
        max(w.ts_max) AS ts_max, sum(w.without_lsn)::bigint AS without_lsn, sum(bit_count(w.bits::bit(64))) <= max(w.high)::numeric - min(w.low) AS holed
    FROM (
        -- NULL all three where one is: the place in Kafka is not known
        SELECT w.tenant, CASE WHEN w.word IS NOT NULL AND w.part IS NOT NULL THEN w.topic END AS topic,
            CASE WHEN w.word IS NOT NULL AND w.topic IS NOT NULL THEN w.part END AS part, w.word, bit_or(w.bits) AS bits, sum(w.rows) AS rows,
            min(w.low) AS low, max(w.high) AS high, min(w.ts_min) AS ts_min, max(w.ts_max) AS ts_max, sum(w.without_lsn) AS without_lsn
        FROM words AS w GROUP BY 1, 2, 3, 4
    ) AS w
    GROUP BY 1, 2, 3
)
SELECT jsonb_agg(jsonb_build_object(
        'tenant', p.tenant, 'topic', p.topic, 'partition', p.part, 'min_offset', CASE WHEN p.topic IS NOT NULL THEN p.low END,
        'max_offset', CASE WHEN p.topic IS NOT NULL THEN p.high END, 'ranges', CASE WHEN p.topic IS NOT NULL AND p.holed AND p.low >= 0 AND p.high < 9223372036854775807 THEN (
            SELECT range_agg(cdc_management.word_ranges(w.word, w.bits))::text FROM words AS w
            WHERE (w.tenant, w.topic, w.part) = (p.tenant, p.topic, p.part)
        ) END, 'ts_min', p.ts_min, 'ts_max', p.ts_max, 'without_lsn', p.without_lsn, 'taken', p.taken
    )) AS parts,
    sum(p.taken)::bigint AS taken, sum(p.without_lsn)::bigint AS without_lsn, count(*) > 1 OR count(p.topic) < count(*) AS several,
    w.* FROM parts AS p CROSS JOIN (
        SELECT bool_or(w.suspect) AS suspect, bool_or(w.spelt) AS spelt, bool_or(w.nulls) AS nulls, sum(w.sequences) > 0 AS sequences,
            bool_or(w.tells = 'b') AS befores, array_agg(DISTINCT w.tells ORDER BY w.tells DESC) FILTER (WHERE w.tells <> 'b') AS tells
        FROM words AS w
    ) AS w GROUP BY w.suspect, w.spelt, w.nulls, w.sequences, w.befores, w.tells$x$
        -- How many keys there are by where their events lay: where as many rows were written, each of them was.
        WHEN 'keys' THEN $x$
SELECT jsonb_agg(jsonb_build_object('tenant', k.tenant, 'topic', k.topic, 'partition', k.partition, 'applied', k.keys, 'stale', 0, 'keys', k.keys)) AS parts,
    sum(k.keys)::bigint AS applied, 0::bigint AS stale, sum(k.keys)::bigint AS keys
FROM (
    SELECT k.__m_tenant AS tenant, k.__m_at AS topic, k.__m_spot AS partition, count(*) AS keys
    FROM (SELECT DISTINCT n.__m_tenant, n.__m_at, n.__m_spot, {keys} FROM ({source}
    ) AS n WHERE n.__m_op <> 'b') AS k
    GROUP BY 1, 2, 3
) AS k$x$
        -- Of each key the newest event, by where it lay: whether its row was written just now, or has something newer.
        WHEN 'outcome' THEN $x$
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (
    SELECT o.tenant, o.topic, o.partition, count(*) AS keys, count(*) FILTER (WHERE o.written) AS applied,
        count(*) FILTER (WHERE NOT o.written AND o.held) AS stale, count(*) FILTER (WHERE o.regressed) AS regressed,
        min(o.off) FILTER (WHERE o.regressed AND o.topic IS NOT NULL) AS regressed_from
    FROM (
        SELECT n.__m_tenant AS tenant, n.__m_at AS topic, n.__m_spot AS partition, n.__m_off AS off,
            coalesce({written}, false) AS written, {held} AS held,
            n.__m_inc = {incarnation} AND {regressed} AND NOT coalesce({written}, false) AS regressed
        FROM (SELECT DISTINCT ON ({keys}) {keys}, {fence fields}, n.__m_tenant, n.__m_at, n.__m_spot FROM ({source}
        ) AS n WHERE n.__m_op <> 'b' ORDER BY {keys}, {order}) AS n
        LEFT JOIN {target} AS t ON {same}{join buried}
    ) AS o
    GROUP BY 1, 2, 3
) AS o$x$
        WHEN 'bury' THEN $x$
INSERT INTO cdc_management.merge_tombstones AS z (
    schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, seq_val, topic, kafka_partition, kafka_offset, deleted_at
)
SELECT {schema}, {table}, {key text}, n.__m_inc, n.__m_lsn, n.__m_ts, n.__m_seq, n.__m_topic, n.__m_part, n.__m_off, {now}
FROM (SELECT DISTINCT ON ({keys}) {keys}, {fence fields} FROM ({source}
) AS n WHERE n.__m_op = 'd' ORDER BY {keys}, {order}) AS n
WHERE NOT EXISTS (SELECT FROM {target} AS t WHERE {same})
ON CONFLICT (schema_name, table_name, key) DO UPDATE
SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms, seq_val = excluded.seq_val,
    topic = excluded.topic, kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset, deleted_at = excluded.deleted_at
WHERE cdc_management.fence_after(
    excluded.source_incarnation, excluded.lsn, excluded.source_ts_ms, true, excluded.topic, excluded.kafka_partition,
    excluded.kafka_offset, excluded.seq_val, {fence z}
)$x$
        WHEN 'append' THEN $x$
WITH p AS MATERIALIZED ({fates}
), i AS (
    INSERT INTO {target} ({columns}, {metadata}) SELECT {given}, {metadata n} FROM p AS n
    WHERE n.__m_fate = 'applied' RETURNING 1
)
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.applied + o.stale)::bigint AS keys,
    (SELECT count(*) FROM i) AS written
FROM (
    SELECT n.__m_tenant AS tenant, n.__m_at AS topic, n.__m_spot AS partition,
        count(*) FILTER (WHERE n.__m_fate = 'applied') AS applied, count(*) FILTER (WHERE n.__m_fate = 'stale') AS stale
    FROM p AS n GROUP BY 1, 2, 3
) AS o$x$
        -- Rows that cannot be merged leave staging for merge_rejects; what account_batch wants of them comes back.
        WHEN 'set aside' THEN $x$
WITH bad AS MATERIALIZED ({bad}), s AS (
    DELETE FROM {leaf} AS s USING bad AS b WHERE s.ctid = b.place RETURNING s.*, b.reason AS __m_reason, b.copy AS __m_copy
), kept AS (
    INSERT INTO cdc_management.merge_rejects (schema_name, table_name, reason, row_data, kafka_topic, kafka_partition, kafka_offset, replays_id)
    SELECT {schema}, {table}, s.__m_reason, (
        SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each_text(to_jsonb(s.*)) AS e
        WHERE e.key <> ALL (ARRAY['__m_reason', '__m_copy', '__slot', '__staged_at', '__reject_id'])
    ), s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", s."__reject_id"
    FROM s WHERE NOT s.__m_copy
)
SELECT jsonb_agg(to_jsonb(o)) AS parts, coalesce(sum(o.taken), 0)::bigint AS taken
FROM (
    SELECT {tenant} AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        min(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS min_offset, max(s."__kafka_offset") FILTER (WHERE p.topic IS NOT NULL) AS max_offset,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL)::text AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, count(*) FILTER (WHERE NOT s.__m_copy) AS rejected, count(*) FILTER (WHERE s.__m_copy) AS superseded
    FROM s CROSS JOIN LATERAL (SELECT CASE WHEN {placed} THEN s."__kafka_topic" END AS topic) AS p
    GROUP BY 1, 2, 3
) AS o$x$
        WHEN 'nulled' THEN $x$
SELECT coalesce(sum(n.nulled) FILTER (WHERE n.op = 'u'), 0)::bigint
FROM (
    SELECT n.__m_op AS op, {large nulls} AS nulled FROM ({source}) AS n LEFT JOIN {target} AS t ON {same}
    WINDOW w AS (PARTITION BY {keys} ORDER BY {order})
) AS n$x$
    END, p_words)
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_statement(jsonb, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_statement(jsonb, text) IS 'A statement of a merge by its name, but for the MERGE itself.';

CREATE OR REPLACE FUNCTION cdc_management.merge_statements(p_schema text, p_table text) RETURNS TABLE (name text, statement text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET datestyle = 'ISO, YMD' AS $cdc$
DECLARE
    v_control cdc_management.merge_control;
    v_words jsonb;
BEGIN
    SELECT m.* INTO v_control FROM cdc_management.merge_control AS m
    WHERE m.schema_name = p_schema AND m.table_name = p_table AND m.key_columns IS NOT NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no merge is registered for %', format('%I.%I', p_schema, p_table) USING ERRCODE = 'undefined_table';
    END IF;
    SELECT cdc_management.merge_words(v_control, l.leaf, 's.ctid = ANY ($1)', now()) INTO v_words
    FROM cdc_management.staging_leaves(to_regclass(format('%I.%I', p_schema, v_control.staging_name))) AS l ORDER BY l.slot LIMIT 1;
    v_words := v_words || jsonb_build_object('bad', cdc_management.fill(
        'SELECT s.ctid AS place, {reason} AS reason, {copy} AS copy FROM {rows} AND ({reason}) IS NOT NULL', v_words
    ));
    RETURN QUERY
    WITH all_told AS (SELECT repeat('1', 1 + cardinality(v_control.large_columns)) AS told),
    turns AS (
        SELECT 1 AS n, 'merge of events that tell all' AS name, a.told, false AS ends FROM all_told AS a
        UNION ALL
        SELECT 1 + l.n, format('merge of events that leave %I as it is', l.large), overlay(a.told PLACING '0' FROM 1 + l.n::integer), false
        FROM all_told AS a, unnest(v_control.large_columns) WITH ORDINALITY AS l (large, n)
        UNION ALL
        SELECT 10000, 'merge of deletes', CASE WHEN v_control.hard_deletes THEN overlay(a.told PLACING '0' FROM 1) ELSE translate(a.told, '1', '0') END,
            v_control.hard_deletes
        FROM all_told AS a
    )
    SELECT s.name, btrim(s.statement, E'\n') FROM (
        SELECT t.n, t.name, cdc_management.merge_turn(
            v_control, v_words, t.told, CASE WHEN t.ends THEN 'n.__m_op = ''d''' ELSE format('n.__m_tells = %L', t.told) END, t.ends
        ) AS statement
        FROM turns AS t WHERE v_control.key_columns <> '{}'
        UNION ALL
        SELECT o.n, o.name, cdc_management.merge_statement(v_words, o.name)
        FROM (VALUES (0, 'look'), (1, 'append'), (0, 'nulled'), (10001, 'bury'), (10002, 'keys'), (10003, 'outcome'), (10004, 'set aside')) AS o (n, name)
        WHERE CASE o.name
            WHEN 'append' THEN v_control.key_columns = '{}'
            WHEN 'nulled' THEN v_control.large_columns <> '{}' AND v_control.unchanged_large_values = 'placeholder'
            WHEN 'bury' THEN v_control.hard_deletes
            WHEN 'keys' THEN v_control.key_columns <> '{}'
            WHEN 'outcome' THEN v_control.key_columns <> '{}'
            ELSE true
        END
    ) AS s ORDER BY s.n, s.name;
END
$cdc$;
REVOKE ALL ON FUNCTION cdc_management.merge_statements(text, text) FROM PUBLIC;
COMMENT ON FUNCTION cdc_management.merge_statements(text, text) IS
    'What a relation''s merge executes, for people: the statements as they would be now for its first leaf, in their order.';
