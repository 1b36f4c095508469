-- DO NOT EDIT: made by cdc-assets.
-- sha256: a26eb4d7b04d17e430fb1457caccc8ad3be8bd50b757564319dbbbb0919706d6

-- What was compared with the source, and how a comparison is made: with the pieces of SQL that the merge is made of, so that a
-- value is equal when the merge would write what is there. Rows that were read again lie in a relation like staging, as events.
CREATE TABLE IF NOT EXISTS cdc_management.verifications (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    tenant text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('rows', 'changes')),
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    from_lsn text COLLATE "C",
    to_lsn text COLLATE "C",
    complete boolean NOT NULL DEFAULT false,
    windowed boolean NOT NULL DEFAULT false,
    rows_read bigint NOT NULL DEFAULT 0,
    rows_newer bigint NOT NULL DEFAULT 0,
    rows_losing bigint NOT NULL DEFAULT 0,
    found jsonb NOT NULL DEFAULT '{}',
    repaired bigint NOT NULL DEFAULT 0,
    open bigint NOT NULL DEFAULT 0
);
ALTER TABLE cdc_management.verifications ADD COLUMN IF NOT EXISTS latest boolean NOT NULL DEFAULT false;
CREATE INDEX IF NOT EXISTS verifications_latest ON cdc_management.verifications (schema_name, table_name) WHERE latest;
CREATE INDEX IF NOT EXISTS verifications_by_relation ON cdc_management.verifications (schema_name, table_name, tenant, mode, id);
COMMENT ON TABLE cdc_management.verifications IS
    'Comparisons of a relation with its source table: `cdc verify`. Of each relation and mode the latest hundred that found something, and that found nothing.';
COMMENT ON COLUMN cdc_management.verifications.latest IS 'nothing was compared since; never of a window that was given';
COMMENT ON COLUMN cdc_management.verifications.from_lsn IS 'changes: those after this LSN; rows: the lowest position that rows were read at';
COMMENT ON COLUMN cdc_management.verifications.to_lsn IS 'changes: up to this LSN; rows: the highest position that rows were read at';
COMMENT ON COLUMN cdc_management.verifications.complete IS 'whether all of it was read';
COMMENT ON COLUMN cdc_management.verifications.windowed IS 'changes of a window that was given: the next audit does not go on from it';
COMMENT ON COLUMN cdc_management.verifications.rows_newer IS 'rows that changed after they were read: neither equal nor different';
COMMENT ON COLUMN cdc_management.verifications.rows_losing IS 'rows with a value that the type map cuts: equal but for that';
COMMENT ON COLUMN cdc_management.verifications.found IS 'differences by kind';
COMMENT ON COLUMN cdc_management.verifications.open IS 'differences that no repair healed';

CREATE TABLE IF NOT EXISTS cdc_management.verification_differences (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    verification_id bigint NOT NULL REFERENCES cdc_management.verifications ON DELETE CASCADE,
    kind text NOT NULL,
    key text NOT NULL,
    columns text[] NOT NULL DEFAULT '{}',
    read_lsn text COLLATE "C",
    target_lsn text COLLATE "C",
    target_operation text,
    target_deleted boolean,
    source_row jsonb,
    target_row jsonb,
    repaired_at timestamptz,
    repaired_as text,
    repaired_lsn text COLLATE "C",
    healed boolean
);
CREATE INDEX IF NOT EXISTS verification_differences_by_verification ON cdc_management.verification_differences (verification_id);
COMMENT ON TABLE cdc_management.verification_differences IS 'Rows that differed from the source, and what a repair did. Granted to nobody.';
COMMENT ON COLUMN cdc_management.verification_differences.kind IS
    'missing, superfluous, different, lost (a change that never came), late, hot (never the same twice), twin (one key at the source), unfit, no key';
COMMENT ON COLUMN cdc_management.verification_differences.key IS 'the key''s values as text, in a JSON array';
COMMENT ON COLUMN cdc_management.verification_differences.read_lsn IS 'just above what was captured when the source''s row was read, or of the change';
COMMENT ON COLUMN cdc_management.verification_differences.source_row IS 'only where it was asked for';
COMMENT ON COLUMN cdc_management.verification_differences.repaired_as IS 'the event that was merged: r, or x where the source has no row';
COMMENT ON COLUMN cdc_management.verification_differences.healed IS 'whether it was equal when it was compared once more; NULL: not repaired';
REVOKE ALL ON cdc_management.verification_differences FROM PUBLIC;

CREATE TABLE IF NOT EXISTS cdc_management.initial_loads (
    schema_name text NOT NULL,
    table_name text NOT NULL,
    tenant text NOT NULL,
    columns text[] NOT NULL,
    key_columns text[],
    last_key jsonb,
    rows_loaded bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz,
    PRIMARY KEY (schema_name, table_name, tenant)
);
ALTER TABLE cdc_management.initial_loads ADD COLUMN IF NOT EXISTS key_columns text[];
COMMENT ON TABLE cdc_management.initial_loads IS 'Rows that were read from the source when their table or columns were new: `cdc load`.';
COMMENT ON COLUMN cdc_management.initial_loads.columns IS 'which columns were read: with another one, all rows are read again';
COMMENT ON COLUMN cdc_management.initial_loads.last_key IS 'where to go on, by key_columns, written with the rows before it';

DROP FUNCTION IF EXISTS cdc_management.compare_read(text, text, regclass, text[], boolean);
CREATE OR REPLACE FUNCTION cdc_management.compare_read(
    p_schema text, p_table text, p_read regclass, p_columns text[], p_values boolean DEFAULT false, p_all boolean DEFAULT true
)
RETURNS TABLE (
    place tid, found text, key text, columns text[], losing boolean, read_lsn text, target_lsn text, target_operation text,
    target_deleted boolean, source_row jsonb, target_row jsonb
)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET random_page_cost = 1.1 SET jit = off AS $cdc$
DECLARE
    v_control cdc_management.merge_control;
    v_words jsonb;
BEGIN
    SELECT m.* INTO STRICT v_control FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table;
    v_words := cdc_management.words_of(v_control, p_read, 'true', now());
    v_words := v_words || jsonb_build_object('key fields', format('%s(%s) AS __m_misfit, ', v_words ->> 'key fields', v_words ->> 'misfit'));
    v_words := cdc_management.merge_source(v_control, v_words) || (
        SELECT jsonb_build_object(
            -- what most rows are, found out before anything is made of them
            'wanted', CASE WHEN p_all THEN 'true' ELSE format('(%s) IS NOT TRUE', concat_ws(' AND ',
                $x$n.__m_op = 'r' AND t."__deleted" IS FALSE AND n.__m_misfit IS NULL$x$,
                string_agg(format('%s IS NOT DISTINCT FROM %s', e.held, e.given), ' AND ') FILTER (WHERE e.compared)
            )) END,
            'no key', string_agg(c.given || ' IS NULL', ' OR ') FILTER (WHERE c.key > 0),
            'differs', coalesce(string_agg(format('CASE WHEN %s IS DISTINCT FROM %s THEN %L END', e.held, e.given, c.name), ', ')
                FILTER (WHERE e.compared), 'NULL::text'),
            -- what is cut of a second: zeros are no loss
            'loses', coalesce(string_agg(format($x$rtrim(n.%I, '0Z') <> rtrim(%s, '0Z')$x$, c.name, c.cut), ' OR ')
                FILTER (WHERE c.cut IS NOT NULL AND c.name = ANY (p_columns)), 'false'),
            'values', CASE WHEN p_values THEN format('to_jsonb(%s)', h.row) ELSE 'NULL::jsonb' END,
            'read values', CASE WHEN p_values THEN format($x$(
                SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(n)) AS e WHERE e.key = ANY (%L::text[])
            )$x$, array_agg(c.name)) ELSE 'NULL::jsonb' END
        ) FROM (
            SELECT c.*, substring(c.given FROM '^(cdc_management\.cut_second\(.*\))::') AS cut
            FROM cdc_management.columns_of(v_control) AS c
        ) AS c CROSS JOIN (SELECT CASE WHEN v_words ->> 'buried' <> '' THEN 'h' ELSE 't' END) AS h (row)
        CROSS JOIN LATERAL (  -- json and xml have no equality
            SELECT format(t.text, h.row || '.' || c.id), format(t.text, format('(%s)::%s', c.given, c.type)), c.key IS NULL AND c.name = ANY (p_columns)
            FROM (SELECT CASE WHEN c.type IN ('json', 'xml') THEN '%s::text' ELSE '%s' END) AS t (text)
        ) AS e (held, given, compared)
        GROUP BY h.row
    );
    RETURN QUERY EXECUTE cdc_management.fill($x$
SELECT c.place, CASE
        WHEN c.unkeyed THEN 'no key'
        WHEN c.held AND NOT c.after THEN 'newer'
        WHEN c.op = 'x' THEN CASE WHEN c.gone IS FALSE THEN 'superfluous' ELSE 'same' END
        WHEN c.misfit IS NOT NULL THEN 'unfit'
        WHEN c.gone IS NOT FALSE THEN 'missing'
        WHEN cardinality(c.differing) > 0 THEN 'different'
        ELSE 'same'
    END, c.key, CASE WHEN c.op <> 'x' AND c.gone IS FALSE THEN c.differing ELSE ARRAY[]::text[] END, c.losing, c.lsn, c.held_lsn, c.held_op, c.gone,
    CASE WHEN c.op <> 'x' THEN c.read_values END, c.held_values
FROM (
    SELECT n.__m_place AS place, {no key} AS unkeyed, t."__deleted" IS NOT NULL AS held, cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val") AS after,
        n.__m_op AS op, t."__deleted" AS gone, n.__m_misfit AS misfit, array_remove(ARRAY[{differs}], NULL) AS differing,
        coalesce({loses}, false) AS losing, jsonb_build_array({key text})::text AS key, n.__m_lsn AS lsn, t."__lsn" AS held_lsn,
        t."__operation" AS held_op, {read values} AS read_values, {values} AS held_values
    FROM ({source}) AS n{state} WHERE {wanted} OR {loses} OR NOT cdc_management.fence_after(n.__m_inc, n.__m_lsn, n."__source_ts_ms", n.__m_op NOT IN ('r', 'x'), n.__m_topic, n."__kafka_partition", n."__kafka_offset", n.__m_seq,
        coalesce(t."__incarnation", 0), t."__lsn", t."__source_ts_ms", (t."__operation" IN ('r', 'x')) IS NOT TRUE, t."__topic", t."__kafka_partition", t."__kafka_offset", t."__seq_val")
) AS c$x$, v_words);
END
$cdc$;
COMMENT ON FUNCTION cdc_management.compare_read IS
    'What a merge of rows that were read again would find: same (only if all are wanted), newer (changed since), missing, different …';

CREATE OR REPLACE FUNCTION cdc_management.lost_changes(p_schema text, p_table text, p_changes regclass)
RETURNS TABLE (place tid, key text, read_lsn text, target_lsn text, target_operation text, target_deleted boolean)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET random_page_cost = 1.1 SET jit = off AS $cdc$
DECLARE
    v_control cdc_management.merge_control;
BEGIN
    SELECT m.* INTO STRICT v_control FROM cdc_management.merge_control AS m WHERE m.schema_name = p_schema AND m.table_name = p_table;
    RETURN QUERY EXECUTE cdc_management.fill($x$
SELECT n.__m_place, jsonb_build_array({key text})::text, n.__m_lsn, t."__lsn", t."__operation", t."__deleted"
FROM (
    SELECT DISTINCT ON ({keys}) n.* FROM ({source}) AS n WHERE n.__m_op <> 'b' ORDER BY {keys}, n.__m_place DESC
) AS n{state}
WHERE (coalesce(t."__incarnation", 0) > n.__m_inc OR coalesce(t."__incarnation", 0) = n.__m_inc AND (t."__lsn" > n.__m_lsn OR t."__lsn" = n.__m_lsn
    AND coalesce(t."__operation" NOT IN ('r', 'x'), true) AND t."__deleted" = (n.__m_op = 'd'))) IS NOT TRUE$x$,
        cdc_management.merge_source(v_control, cdc_management.words_of(v_control, p_changes, 'true', now()), '{"spelt": true, "suspect": true}'));
END
$cdc$;
COMMENT ON FUNCTION cdc_management.lost_changes IS
    'Of changes as the source captured them, in their order, each key''s last, where the relation holds nothing of it or of a later one.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
