-- DO NOT EDIT: made by cdc-assets.
-- sha256: 071f19fdb6b5e18d30b84b604bcc659b8e76102c3412581208fc00d110d25321

-- The statements of a relation's merge, made from the catalog and its row of merge_control when they are needed; never kept.
-- In a template, {word} stands for a piece of SQL: `words_of`, `merge_source` and `merge_turns` make the pieces, `fill` puts them in.
--
-- A batch is the rows of a leaf that p_batch chooses: a range of ctids, or those in $1. $2 is what `newest` found. Sub-selects hide
-- them from the planner: it would look at each place, read the whole leaf for many of them, and sort rows before it groups them.


-- Nothing but the engine calls these: an earlier version's, with other arguments, goes. What procedures of before the engine call stays.
DO $cdc$
BEGIN
    EXECUTE coalesce((
        SELECT string_agg(format('DROP ROUTINE %s', p.oid::regprocedure), '; ') FROM pg_catalog.pg_proc AS p
        WHERE p.pronamespace = 'cdc_management'::regnamespace AND p.proname = ANY (ARRAY[
            'fill', 'columns_of', 'words_of', 'merge_source', 'merge_turns', 'statement_of', 'set_aside', 'newest_of', 'take_turns', 'take_events',
            'place_snapshot_rows', 'look', 'merge_batch',
            'merge_words', 'merge_columns', 'merge_turn', 'merge_statement', 'word_ranges', 'count_refused', 'batch_done', 'learn_pauses'
        ])
    ), '');
END
$cdc$;

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

CREATE OR REPLACE FUNCTION cdc_management.columns_of(p_control cdc_management.merge_control)
RETURNS TABLE (
    name text, id text, key integer, large integer, type text, needed boolean, bytes boolean, staged text, held text, given text, fits text
)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
    -- `key` and `large` number the columns of those kinds; `staged` is the value as it waits, `held` what a key column makes of
    -- it, `given` how an event n gives it to the target, `fits` whether the target would take it (NULL: whatever it is).
    SELECT c.name, quote_ident(c.name), c.key, c.large, c.type, c.needed, c.bytes, c.staged,
        CASE
            WHEN c.by_name THEN format('%s::%s', format(c.cut, c.staged), c.type)
            WHEN f.fits IS NOT NULL THEN format('CASE WHEN %s THEN %s::%s END', f.fits, c.staged, c.type)  -- cuts blanks, no more
            WHEN c.size IS NOT NULL AND c.kind IN ('timestamp', 'timestamptz', 'time', 'timetz') THEN format('%s::%s', c.staged, c.type)
            ELSE c.staged
        END,
        -- an assignment refuses what is too long; text that becomes something else is cast by name
        CASE
            WHEN c.key > 0 THEN 'n.__m_key' || c.key
            WHEN c.by_name THEN format('%s::%s', format(c.cut, format('n.%I', c.name)), c.type)
            ELSE format('n.%I', c.name)
        END,
        f.fits
    FROM (
        SELECT b.attnum, b.attname::text AS name, array_position(p_control.key_columns, b.attname::text) AS key,
            array_position(p_control.large_columns, b.attname::text) AS large, format_type(a.atttypid, a.atttypmod) AS type,
            a.attnotnull AS needed, t.typname AS kind, b.atttypid = 'bytea'::regtype AS bytes, CASE WHEN a.atttypmod >= 0 THEN a.atttypmod - 4 END AS size,
            format('s.%I', b.attname) AS staged, b.atttypid = 'text'::regtype AND t.typcategory <> 'S' AS by_name,
            -- Digits of a second that the column does not hold come as text: rounded, they would end in the year 10000 or at 24:00.
            CASE WHEN t.typcategory = 'D'
                THEN format('cdc_management.cut_second(%%s, %s)', coalesce(nullif(a.atttypmod, -1), 6)) ELSE '%s' END AS cut
        FROM pg_attribute AS b
        LEFT JOIN pg_attribute AS a ON a.attname = b.attname AND a.attnum > 0 AND NOT a.attisdropped
            AND a.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.table_name))
        LEFT JOIN pg_type AS t ON t.oid = a.atttypid
        -- What left the definition keeps its values: events bring none for it.
        LEFT JOIN pg_description AS d ON (d.objoid, d.classoid, d.objsubid) = (a.attrelid, 'pg_class'::regclass, a.attnum)
            AND d.description ~ '\[cdc: not in the definition since [0-9-]+\]$'
        WHERE d.objoid IS NULL AND b.attrelid = to_regclass(format('%I.%I', p_control.schema_name, p_control.staging_name))
            AND b.attnum > 0 AND NOT b.attisdropped AND b.attname <> ALL (ARRAY['__operation', '__source_ts_ms', '__lsn', '__seq_val', '__source', '__kafka_topic', '__kafka_partition', '__kafka_offset', '__kafka_timestamp', '__staged_at', '__reject_id', '__slot'])
    ) AS c
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN c.size IS NOT NULL AND c.kind IN ('varchar', 'bpchar')
                THEN format('(char_length(%1$s) <= %2$s OR char_length(rtrim(%1$s, '' '')) <= %2$s)', c.staged, c.size)
            WHEN c.size IS NOT NULL AND c.kind = 'numeric' THEN format(
                '(abs(%1$s) < 1e%2$s - 5e-%3$s OR %1$s = ''NaN'')', c.staged, (c.size >> 16) - (c.size & 2047), (c.size & 2047) + 1
            )
        END
    ) AS f (fits)
    ORDER BY c.key, c.attnum
$cdc$;
COMMENT ON FUNCTION cdc_management.columns_of IS 'A relation''s data columns as its merge needs them, the key first; type NULL: it has none of that name.';

CREATE OR REPLACE FUNCTION cdc_management.words_of(p_control cdc_management.merge_control, p_leaf regclass, p_batch text, p_now timestamptz)
RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    c_key CONSTANT boolean := p_control.key_columns <> '{}';
    c_relation CONSTANT text := format('%L, %L', p_control.schema_name, p_control.table_name);
    v_words jsonb;
BEGIN
    SELECT jsonb_strip_nulls(jsonb_build_object(
        'target', format('%I.%I', p_control.schema_name, p_control.table_name), 'relation', c_relation, 'leaf', p_leaf::text,
        'batch', p_batch, 'now', format('%L::timestamptz', p_now), 'incarnation', p_control.source_incarnation::text,
        'at newest', 'JOIN unnest((SELECT $2)::tid[]) AS p (place) ON s.ctid = p.place', 'tenant', CASE WHEN p_control.tenant_column IS NULL THEN $x$''::text$x$ ELSE format(
            'coalesce(s.%I::text, cdc_management.tenant_of_topic(%s, s."__kafka_topic"))', p_control.tenant_column, c_relation
        ) END,
        'a delete tells', CASE WHEN p_control.hard_deletes THEN 'd' ELSE repeat('0', 1 + cardinality(p_control.large_columns)) END,
        'missing', string_agg(c.id, ', ') FILTER (WHERE c.type IS NULL),
        'list', jsonb_agg(jsonb_build_object('name', c.name, 'id', c.id, 'key', c.key, 'large', c.large, 'needed', c.needed, 'given', c.given)),
        'columns', string_agg(c.id, ', '), 'given', string_agg(c.given, ', '),
        'key fields', coalesce(string_agg(format('%s AS __m_key%s, ', c.held, c.key), '') FILTER (WHERE c.key > 0), ''),
        'keys', string_agg(c.given, ', ') FILTER (WHERE c.key > 0),
        'key text', string_agg(c.given || '::text', ', ') FILTER (WHERE c.key > 0),
        'same', string_agg(format('t.%s = %s', c.id, c.given), ' AND ') FILTER (WHERE c.key > 0),
        'same as h', string_agg(format('h.%s = %s', c.id, c.given), ' AND ') FILTER (WHERE c.key > 0),
        'no key', coalesce(string_agg(c.staged || ' IS NULL', ' OR ') FILTER (WHERE c.key > 0), 'false'),
        -- what is wrong with a staged row, whatever else there is
        'reason', concat('CASE', string_agg(
            format(' WHEN %s IS NULL THEN %L', c.staged, 'the key column `' || c.name || '` is NULL'), ''
        ) FILTER (WHERE c.key > 0), $x$
        WHEN cdc_management.op_of(s."__operation") IS NULL THEN 'unknown __operation'
        WHEN s."__lsn" !~* '^(0x)?([0-9a-f]{20}|[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4})$' THEN '__lsn is no SQL Server LSN (20 hex digits)'
        WHEN s."__kafka_offset" < 0 OR s."__kafka_partition" < 0 THEN 'negative __kafka_offset or __kafka_partition'
        WHEN s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            THEN '__kafka_offset or __kafka_topic that Kafka does not have'
    END$x$),
        'misfit', coalesce('CASE ' || string_agg(format(
            'WHEN NOT %s%s THEN %L', c.fits, CASE WHEN c.key IS NULL AND c_key THEN $x$ AND cdc_management.op_of(s."__operation") NOT IN ('d', 'x')$x$ END,
            'the value of `' || c.name || '` does not fit ' || replace(c.type, 'character varying', 'varchar')
        ), ' ') FILTER (WHERE c.fits IS NOT NULL) || ' END', 'NULL::text'),
        -- which groups of columns an event tells, a character each: the ordinary ones, then every large one
        'large told', coalesce(string_agg(format(' || CASE WHEN %s THEN ''0'' ELSE ''1'' END', concat_ws(' OR ',
            CASE WHEN p_control.unchanged_large_values <> 'null' THEN format('%s IS NOT DISTINCT FROM %s', c.staged, CASE
                WHEN c.bytes THEN format('%L::bytea', convert_to(p_control.unavailable_value, 'UTF8'))
                ELSE quote_literal(p_control.unavailable_value)
            END) END,
            CASE WHEN p_control.unchanged_large_values <> 'placeholder'
                THEN format('%s IS NULL AND cdc_management.op_of(s."__operation") = ''u''', c.staged) END
        )), '' ORDER BY c.large) FILTER (WHERE c.large > 0), ''),
        'a large null', coalesce(string_agg(c.staged || ' IS NULL', ' OR ') FILTER (WHERE c.large > 0), 'false'),
        'large nulls', string_agg(
            format('(n.%1$s IS NULL AND lead(n.%1$s IS NOT NULL, 1, t.%1$s IS NOT NULL) OVER w)::integer', c.id), ' + '
        ) FILTER (WHERE c.large > 0 AND p_control.unchanged_large_values = 'placeholder')
    )) INTO STRICT v_words
    FROM cdc_management.columns_of(p_control) AS c;
    -- Deletes that were hard once are remembered, though they are soft now.
    IF NOT p_control.hard_deletes AND NOT EXISTS (
        SELECT FROM cdc_management.merge_tombstones AS z WHERE (z.schema_name, z.table_name) = (p_control.schema_name, p_control.table_name)
    ) THEN
        RETURN v_words || jsonb_build_object('buried', '', 'unless buried', '', 'state of it', '',
            'state', concat(' LEFT JOIN ', v_words ->> 'target', ' AS t ON ', v_words ->> 'same'));
    END IF;
    -- What is held of a key: its row, or, where that is gone, the fence that it left in merge_tombstones.
    v_words := v_words || jsonb_build_object('state', cdc_management.fill($x$
    LEFT JOIN {target} AS h ON {same as h}
    LEFT JOIN cdc_management.merge_tombstones AS z
        ON h.ctid IS NULL AND (z.schema_name, z.table_name, z.key) = ({relation}, jsonb_build_array({key text})::text)
    CROSS JOIN LATERAL (
        SELECT coalesce(h."__operation", CASE WHEN NOT z.streamed THEN 'x' END) AS "__operation", coalesce(h."__deleted", z.key <> '') AS "__deleted", coalesce(h."__sync_timestamp", z.deleted_at) AS "__sync_timestamp",
            coalesce(h."__incarnation", z.source_incarnation) AS "__incarnation", coalesce(h."__lsn", z.lsn) AS "__lsn",
            coalesce(h."__source_ts_ms", z.source_ts_ms) AS "__source_ts_ms", coalesce(h."__seq_val", z.seq_val) AS "__seq_val",
            coalesce(h."__topic", z.topic) AS "__topic", coalesce(h."__kafka_partition", z.kafka_partition) AS "__kafka_partition",
            coalesce(h."__kafka_offset", z.kafka_offset) AS "__kafka_offset", h."__fences"
    ) AS t$x$, v_words));
    RETURN v_words || jsonb_build_object('state of it', v_words -> 'state', 'unless buried', ' AND n.__m_alive',
        'buried', $x$, CASE WHEN t."__deleted" IS NOT NULL THEN cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") END AS __m_buried,
        t."__deleted" IS NULL OR cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AS __m_alive$x$);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.words_of IS 'The pieces of SQL that a relation''s statements are put together from, but for its events.';

CREATE OR REPLACE FUNCTION cdc_management.merge_source(
    p_control cdc_management.merge_control, p_words jsonb, p_seen jsonb DEFAULT '{}', p_placed jsonb DEFAULT '{}'
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
-- p_seen: what look() saw. p_placed: the LSNs of snapshot rows without one, by their place.
DECLARE
    c_spelt CONSTANT boolean := coalesce(p_seen -> 'spelt', 'false');  -- operations come in any form, not just as single letters
    c_careful CONSTANT boolean := coalesce(p_seen -> 'suspect', 'false');  -- LSNs and sequences do, not just as 20 hex digits
    c_several CONSTANT boolean := coalesce(p_seen -> 'several', 'false');  -- sequences of several partitions have to be compared
    c_arrival CONSTANT boolean := coalesce(p_seen -> 'arrival', 'false');  -- arrival alone may tell the events of a commit apart
    v_words jsonb := p_words || jsonb_build_object('which', 'n.__m_op <> ''b''', 'and', '', 'arrival', c_arrival,
        'topics', coalesce(p_seen ->> 'topics', ''), 'op', CASE WHEN c_spelt THEN 'o.op' ELSE $x$coalesce(s."__operation", 'u')$x$ END,
        'inc', CASE WHEN p_control.source_incarnation = 0 THEN '0' ELSE 'o.inc' END,
        -- once for each row: OFFSET 0 keeps them from being put where they are asked
        'read once', CASE WHEN c_spelt OR p_control.source_incarnation <> 0 THEN format($x$ CROSS JOIN LATERAL (
            SELECT cdc_management.op_of(s."__operation") AS op, coalesce((
                SELECT min(b.source_incarnation) FROM cdc_management.source_borders AS b
                WHERE (b.schema_name, b.table_name) = (%s) AND (b.kafka_topic, b.kafka_partition) = (s."__kafka_topic", s."__kafka_partition")
                    AND b.upto_offset >= s."__kafka_offset" AND b.topic_incarnation = coalesce(
                        (SELECT i.incarnation FROM cdc_management.topic_incarnations AS i WHERE i.kafka_topic = s."__kafka_topic"), 0)
            ), %s) AS inc OFFSET 0
        ) AS o$x$, p_words ->> 'relation', p_control.source_incarnation) ELSE '' END,
        'lsn', format(CASE WHEN p_placed <> '{}' THEN 'coalesce(%s, %L::jsonb ->> s.ctid::text)' ELSE '%s' END,
            CASE WHEN c_careful THEN 'cdc_management.lsn_of(s."__lsn")' ELSE 's."__lsn"' END, p_placed),
        'seq', CASE WHEN c_careful THEN 'cdc_management.seq_of(s."__seq_val")' ELSE 's."__seq_val"' END,
        -- the newest first, by the rule of fence_after()
        'order', concat(CASE WHEN p_control.source_incarnation <> 0 THEN 'n.__m_inc DESC, ' END, $x$n.__m_lsn COLLATE "C" DESC NULLS LAST,
        CASE WHEN n.__m_lsn IS NULL THEN n."__source_ts_ms" END DESC NULLS LAST, n.__m_op IN ('r', 'x'), n."__source_ts_ms" DESC NULLS LAST, $x$,
            CASE WHEN c_several THEN 'n.__m_risen COLLATE "C" DESC NULLS LAST, ' END, $x$n."__kafka_offset" DESC NULLS LAST,
        $x$, CASE WHEN c_arrival THEN $x$CASE WHEN n."__kafka_offset" IS NULL AND n.__m_seq IS NULL THEN (n."__staged_at", n.__m_place) END DESC NULLS LAST,
        $x$ END, $x$n.__m_topic DESC NULLS LAST, n."__kafka_partition" DESC NULLS LAST, n.__m_place$x$));
BEGIN
    v_words := v_words || jsonb_build_object('events', cdc_management.fill($x$
        SELECT s.*, {key fields}s.ctid AS __m_place, {op} AS __m_op, {lsn} AS __m_lsn, {seq} AS __m_seq,
            CASE WHEN s."__kafka_topic" IS NULL THEN NULL{topics} ELSE cdc_management.topic_id(s."__kafka_topic") END AS __m_topic, {inc} AS __m_inc, {tenant} AS __m_tenant,
            CASE WHEN {op} IN ('d', 'x') THEN '{a delete tells}' WHEN {op} = 'b' THEN 'b' ELSE '1'{large told} END AS __m_tells,
            CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS __m_at
        FROM {leaf} AS s{read once}$x$, v_words));
    v_words := v_words || jsonb_build_object('source', concat(v_words ->> 'events', ' WHERE ', v_words ->> 'batch'));
    IF p_control.key_columns <> '{}' THEN
        -- Within a partition the later offset wins, where the sequence falls too: the highest one so far is what compares.
        RETURN v_words || jsonb_build_object('copy', 'false', 'rows', concat(v_words ->> 'leaf', ' AS s WHERE ', v_words ->> 'batch'),
            'source', CASE WHEN c_several THEN cdc_management.fill($x$
        SELECT n.*, CASE WHEN n."__kafka_offset" IS NULL THEN n.__m_seq ELSE max(n.__m_seq COLLATE "C") OVER (
            PARTITION BY {keys}, n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op IN ('r', 'x'), n.__m_topic, n."__kafka_partition"
            ORDER BY n."__kafka_offset"
        ) END AS __m_risen FROM ({source}) AS n$x$, v_words) ELSE v_words ->> 'source' END);
    END IF;
    -- Without a key an offset is a row, once; what has no offset always is one.
    v_words := v_words || jsonb_build_object('fates', cdc_management.fill($x$
    SELECT n.*, CASE
        WHEN n.__m_op = 'b' THEN 'superseded'
        WHEN n.__m_at IS NULL OR n."__reject_id" IS NOT NULL THEN 'applied'
        WHEN n."__kafka_offset" >= c.first_offset AND n."__kafka_offset" < c.frontier OR n."__kafka_offset" <= c.last_offset AND EXISTS (
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
        AND c.kafka_partition = n."__kafka_partition" AND c.topic_incarnation = coalesce(i.incarnation, 0) AND c.tenant = n.__m_tenant$x$, v_words));
    -- the rows to look for mistakes in: those of no use anyway, as their offset was merged before, are left alone
    RETURN v_words || jsonb_build_object('copy', $x$n.__m_fate = 'superseded'$x$, 'rows', cdc_management.fill(
        $x${leaf} AS s JOIN ({fates}) AS n ON s.ctid = n.__m_place AND n.__m_fate <> 'stale' WHERE true$x$, v_words));
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_source IS 'The pieces of SQL of a batch''s events: their order, and n, each of them with what a merge asks of it.';

CREATE OR REPLACE FUNCTION cdc_management.merge_turns(p_control cdc_management.merge_control, p_words jsonb, p_kinds text[])
RETURNS TABLE (told text, ends boolean, words jsonb)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $cdc$
-- Events that tell the same groups of columns take a turn together; `told` marks these with 1. Where there are more kinds of events
-- than groups, a turn for each group is less, and one for the greatest event of each key. Deletes that leave no row behind come last
-- (`ends`); they tell of large columns that these hold nothing.
DECLARE
    c_groups CONSTANT integer := 1 + cardinality(p_control.large_columns);
    c_each CONSTANT boolean := cardinality(p_kinds) > c_groups + 1 OR (p_words -> 'arrival')::boolean AND cardinality(p_kinds) > 1;
BEGIN
    RETURN QUERY SELECT t.told, t.ends, p_words || (SELECT jsonb_strip_nulls(jsonb_build_object(
        'which', t.which, 'told groups', format('%L::text[]', g.told), 'wanted', (NOT t.ends)::text,
        'fences', CASE WHEN a.ties THEN format($x$(
            SELECT g.key, coalesce(t."__fences" ->> g.key, cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")) AS value FROM unnest(%L::text[]) AS g (key)
        )$x$, p_control.large_columns) ELSE 'jsonb_each_text(t."__fences")' END,
        'fenced', CASE WHEN a.ties THEN '' ELSE 't."__fences" IS NOT NULL AND ' END,
        -- Deletes leave alone what a later event of the batch told: arrival alone may tell the two apart.
        'untied', CASE WHEN a.ties THEN format(
            $x$ AND substr(n.__m_later, array_position(%L::text[], f.key), 1) = '0'$x$, p_control.large_columns
        ) ELSE '' END,
        'firsts', cdc_management.fill(CASE WHEN a.ties THEN format($x$
        SELECT * FROM (
            SELECT n.*, concat(%s) AS __m_later FROM ({source}) AS n
            WINDOW w AS (PARTITION BY {keys} ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ) AS n WHERE n.__m_place = ANY ((SELECT $2)::tid[])$x$, (
            SELECT string_agg(format($x$coalesce(max(substr(n.__m_tells, %s, 1)) FILTER (WHERE n.__m_tells LIKE '1%%') OVER w, '0')$x$, 1 + l.l), ', ' ORDER BY l.l)
            FROM generate_series(1, c_groups - 1) AS l (l)
        )) ELSE $x${events}
        {at newest}$x$ END, p_words),
        'told', coalesce(string_agg(format('%s = %s, ', c.id, c.given), '') FILTER (WHERE c.told), ''),
        'told columns', string_agg(format('%s, ', c.id), '') FILTER (WHERE c.told),
        'late values', string_agg(format(
            'CASE WHEN %L = ANY (n.__m_late) THEN %s ELSE t.%s END, ', CASE WHEN c.large > 0 THEN c.name ELSE '' END,
            CASE WHEN t.ends THEN 'NULL' ELSE c.given END, c.id
        ), '') FILTER (WHERE c.told),
        -- A column that must have a value gets the event's; by its fence it is as untold as the others.
        'inserted', string_agg(CASE WHEN c.told OR c.key > 0 OR c.needed AND c.large IS NULL THEN c.given ELSE 'NULL' END, ', '),
        -- what these events do not tell keeps its own fence, or has from now on the one that the row had
        'kept fences', CASE WHEN g.others IS NULL THEN 'NULL' ELSE format(
            $x$(jsonb_object(%L::text[], array_fill(cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val"), ARRAY[%s]))
            || coalesce(t."__fences", jsonb_build_object())) - %L::text[]$x$, g.others, cardinality(g.others), g.told
        ) END,
        'inserted fences', CASE WHEN g.others IS NULL THEN 'NULL' ELSE format(
            CASE WHEN p_words ->> 'buried' <> '' THEN
                'CASE WHEN n.__m_buried IS NULL THEN %L::jsonb ELSE jsonb_object(%L::text[], array_fill(n.__m_buried, ARRAY[%s])) END'
            ELSE '%L::jsonb' END,
            (SELECT jsonb_object_agg(o.name, false) FROM unnest(g.others) AS o (name)), g.others, cardinality(g.others)
        ) END
    )) FROM (
        SELECT c.*, c.key IS NULL AND substr(t.told, coalesce(c.large, 0) + 1, 1) = '1' AS told
        FROM jsonb_to_recordset(p_words -> 'list') AS c (name text, id text, key integer, large integer, needed boolean, given text)
    ) AS c)
    FROM (
        SELECT k.kind, CASE WHEN cardinality(p_kinds) = 1 THEN 'n.__m_op <> ''b''' ELSE format('n.__m_tells = %L', k.kind) END, false
        FROM unnest(p_kinds) AS k (kind) WHERE NOT c_each AND k.kind <> 'd'
        UNION ALL
        SELECT overlay(repeat('0', c_groups) PLACING '1' FROM n.n), format('substr(n.__m_tells, %s, 1) = ''1''', n.n), false
        FROM generate_series(1, c_groups) AS n (n) WHERE c_each
        UNION ALL
        SELECT repeat('0', c_groups), 'n.__m_op <> ''b''', false WHERE c_each AND NOT p_control.hard_deletes
        UNION ALL
        SELECT '0' || repeat('1', c_groups - 1), $x$n.__m_op IN ('d', 'x')$x$, true WHERE 'd' = ANY (p_kinds)
    ) AS t (told, which, ends)
    CROSS JOIN LATERAL (SELECT t.ends AND c_groups > 1 AND (p_words -> 'arrival')::boolean AS ties) AS a
    CROSS JOIN LATERAL (
        -- Where deletes are hard, a row's ordinary columns are always its greatest event's.
        SELECT coalesce(array_agg(g.name) FILTER (WHERE g.told), '{}') AS told, array_agg(g.name) FILTER (WHERE NOT g.told) AS others
        FROM (
            SELECT g.name, substr(t.told, g.n::integer, 1) = '1' OR p_control.hard_deletes AND g.n = 1 AS told
            FROM unnest(''::text || p_control.large_columns) WITH ORDINALITY AS g (name, n)
        ) AS g
    ) AS g;
END
$cdc$;
COMMENT ON FUNCTION cdc_management.merge_turns(cdc_management.merge_control, jsonb, text[]) IS 'Which events of a batch are merged together, in their order, and the pieces of SQL of that.';

CREATE OR REPLACE FUNCTION cdc_management.statement_of(p_words jsonb, p_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    RETURN cdc_management.fill(CASE p_name
        -- One pass over the rows: their offsets, and what else the merge has to know.
        WHEN 'look' THEN $x$
SELECT jsonb_agg(to_jsonb(o))
FROM (
    SELECT o.tenant, o.topic, o.partition, range_agg(o.ranges) AS ranges, min(o.ts_min) AS ts_min, max(o.ts_max) AS ts_max,
        sum(o.without_lsn) AS without_lsn, sum(o.taken) AS taken, array_agg(o.kind) AS kinds, bool_or(o.nulls) AS nulls,
        bool_or(o.sequences) AS sequences, bool_or(o.spelt) AS spelt, bool_or(o.suspect OR o.kind IS NULL) AS suspect
    FROM (
    SELECT {tenant} AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL AND s."__reject_id" IS NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, p.kind, bool_or({a large null}) AS nulls, count(s."__seq_val") > 0 AS sequences,
        bool_or(s."__operation" NOT IN ('c', 'u', 'd', 'r', 'x')) AS spelt, bool_or(
            {no key} OR s."__kafka_partition" < 0 OR s."__kafka_offset" < 0
            OR s."__kafka_offset" = 9223372036854775807 OR octet_length(s."__kafka_topic") > 249
            OR octet_length(s."__lsn") <> 20 OR octet_length(s."__seq_val") <> 20
            OR (coalesce(s."__lsn", '') || coalesce(s."__seq_val", '')) COLLATE "C" ~ '[^0-9a-f]'
        ) AS suspect
    FROM {leaf} AS s CROSS JOIN LATERAL (
        SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
                AND s."__kafka_offset" BETWEEN 0 AND 9223372036854775806 THEN s."__kafka_topic" END AS topic, cdc_management.op_of(s."__operation") || '1'{large told} AS kind
    ) AS p WHERE {batch} GROUP BY 1, 2, 3, p.kind
    ) AS o GROUP BY 1, 2, 3
) AS o$x$
        -- Where the newest event of each key lies, of those that are asked for.
        WHEN 'newest' THEN $x$
SELECT coalesce(array_agg(n.__m_place), ARRAY[]::tid[]) FROM (
    SELECT DISTINCT ON ({keys}) n.__m_place FROM ({source}
    ) AS n WHERE {which}{and}
    ORDER BY {keys}, {order}
) AS n$x$
        -- It meets the row and is taken for what it tells.
        WHEN 'newer' THEN $x$
MERGE INTO {target} AS t
USING (SELECT n.*{buried} FROM ({events}
        {at newest}
) AS n{state of it}) AS n ON {same}
WHEN MATCHED AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    THEN UPDATE SET {told}("__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") = ROW({now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), {kept fences})
WHEN NOT MATCHED{unless buried}
    THEN INSERT ({columns}, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") VALUES ({inserted}, {now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
    n."__kafka_offset", n.__m_topic, nullif(n.__m_inc, 0), {inserted fences})$x$
        WHEN 'ended' THEN $x$
DELETE FROM {target} AS t USING ({events}
        {at newest}
) AS n WHERE n.__m_op IN ('d', 'x') AND {same} AND cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")$x$
        -- Older than the row it may still be news to a group of columns.
        WHEN 'late' THEN $x$
MERGE INTO {target} AS t
USING (
    SELECT n.*, (
        SELECT array_agg(f.key) FROM {fences} AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value){untied}
    ) AS __m_late
    FROM ({firsts}) AS n JOIN {target} AS t ON {same}
    WHERE {fenced}(n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM {fences} AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value){untied}
    ) IS NOT NULL
) AS n ON {same}
WHEN MATCHED THEN UPDATE SET ({told columns}"__sync_timestamp", "__fences") = ROW({late values}{now}, coalesce(t."__fences", jsonb_build_object())
    || jsonb_object(n.__m_late, array_fill(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), ARRAY[cardinality(n.__m_late)])))$x$
        -- How many events a row should have taken and has not.
        WHEN 'left' THEN $x$
SELECT count(*) FROM (SELECT n.*{buried} FROM ({firsts}) AS n{state of it}) AS n LEFT JOIN {target} AS t ON {same}
WHERE CASE WHEN t.ctid IS NULL THEN {wanted}{unless buried}
    ELSE cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AND cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq) <> cdc_management.fence_text(coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
    OR {fenced}(n.__m_lsn IS NOT NULL OR t."__lsn" IS NULL OR coalesce(t."__incarnation", 0) <> n.__m_inc) AND (
        SELECT array_agg(f.key) FROM {fences} AS f
        WHERE f.key = ANY ({told groups}) AND cdc_management.fence_after(cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq), f.value){untied}
    ) IS NOT NULL AND NOT EXISTS (SELECT FROM jsonb_each_text(t."__fences") AS f WHERE f.value = cdc_management.fence_text(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq))
    END$x$
        -- Of each key the newest event, by where it lay: whether its row was written just now, or has something newer.
        WHEN 'outcome' THEN $x$
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.applied)::bigint AS applied, sum(o.stale)::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (
    SELECT o.tenant, o.topic, o.partition, count(*) AS keys, count(*) FILTER (WHERE o.written) AS applied,
        count(*) FILTER (WHERE NOT o.written AND o.held) AS stale, count(*) FILTER (WHERE o.regressed) AS regressed,
        min(o.off) FILTER (WHERE o.regressed AND o.topic IS NOT NULL) AS regressed_from
    FROM (
        SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, n."__kafka_offset" AS off, coalesce(t."__sync_timestamp" = {now}, false) AS written,
            t."__deleted" IS NOT NULL AND NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AS held,
            n.__m_inc = {incarnation} AND coalesce(t."__incarnation", 0) = {incarnation} AND n.__m_lsn < t."__lsn"
                AND n."__source_ts_ms" > t."__source_ts_ms" AND t."__sync_timestamp" IS DISTINCT FROM {now} AS regressed
        FROM ({events}
        {at newest}) AS n{state}
    ) AS o
    GROUP BY 1, 2, 3
) AS o$x$
        -- The same where each of them is known to be written.
        WHEN 'applied' THEN $x$
SELECT jsonb_agg(to_jsonb(o)) AS parts, sum(o.keys)::bigint AS applied, 0::bigint AS stale, sum(o.keys)::bigint AS keys
FROM (SELECT n.__m_tenant AS tenant, n.__m_at AS topic, CASE WHEN n.__m_at IS NOT NULL THEN n."__kafka_partition" END AS partition, count(*) AS keys, count(*) AS applied FROM ({events}
        {at newest}) AS n GROUP BY 1, 2, 3) AS o$x$
        WHEN 'bury' THEN $x$
INSERT INTO cdc_management.merge_tombstones AS z (
    schema_name, table_name, key, source_incarnation, lsn, source_ts_ms, streamed, seq_val, topic, kafka_partition, kafka_offset, deleted_at
)
SELECT {relation}, CASE WHEN ({keys}) IS NOT NULL THEN jsonb_build_array({key text})::text END, n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op = 'd', n.__m_seq,
    n.__m_topic, n."__kafka_partition", n."__kafka_offset", {now}
FROM ({events}
        {at newest}) AS n
WHERE NOT EXISTS (SELECT FROM {target} AS t WHERE {same})
ON CONFLICT (schema_name, table_name, key) DO UPDATE
SET source_incarnation = excluded.source_incarnation, lsn = excluded.lsn, source_ts_ms = excluded.source_ts_ms, streamed = excluded.streamed,
    seq_val = excluded.seq_val, topic = excluded.topic, kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset, deleted_at = excluded.deleted_at
WHERE cdc_management.fence_after(excluded.source_incarnation, excluded.lsn, excluded.source_ts_ms, excluded.streamed, excluded.topic, excluded.kafka_partition, excluded.kafka_offset, excluded.seq_val, z.source_incarnation, z.lsn, z.source_ts_ms, z.streamed, z.topic, z.kafka_partition, z.kafka_offset, z.seq_val)$x$
        WHEN 'append' THEN $x$
WITH p AS MATERIALIZED ({fates}
), i AS (
    INSERT INTO {target} ({columns}, "__sync_timestamp", "__source", "__source_ts_ms", "__operation", "__deleted", "__lsn", "__seq_val", "__kafka_partition",
    "__kafka_offset", "__topic", "__incarnation", "__fences") SELECT {given}, {now}, n."__source", n."__source_ts_ms", n.__m_op, n.__m_op IN ('d', 'x'), n.__m_lsn, n.__m_seq, n."__kafka_partition",
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
    ), s."__kafka_topic", s."__kafka_partition", s."__kafka_offset", CASE WHEN s."__reject_id" > 0 THEN s."__reject_id" END
    FROM s WHERE NOT s.__m_copy
)
SELECT coalesce(jsonb_agg(to_jsonb(o)), '[]') AS parts
FROM (
    SELECT {tenant} AS tenant, p.topic, CASE WHEN p.topic IS NOT NULL THEN s."__kafka_partition" END AS partition,
        range_agg(int8range(s."__kafka_offset", s."__kafka_offset", '[]')) FILTER (WHERE p.topic IS NOT NULL AND s."__reject_id" IS NULL) AS ranges,
        min(s."__source_ts_ms") AS ts_min, max(s."__source_ts_ms") AS ts_max, count(*) - count(s."__lsn") AS without_lsn,
        count(*) AS taken, count(*) FILTER (WHERE NOT s.__m_copy) AS rejected
    FROM s CROSS JOIN LATERAL (SELECT CASE WHEN s."__kafka_topic" IS NOT NULL AND octet_length(s."__kafka_topic") < 250 AND s."__kafka_partition" >= 0
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
    END, p_words);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.statement_of IS 'A statement of a merge by its name; NULL where the relation has no use for it.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
