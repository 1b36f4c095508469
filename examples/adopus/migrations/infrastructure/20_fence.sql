-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8a359a180f27e75293bf86e6ba4b2de6c342859e5eb5c4b696c2ed65d60dd230

-- The order of events, in one place. A fence is (source incarnation, LSN, time, streamed, topic, partition, offset, sequence),
-- NULLs lowest; docs/explanation/merge.md says why. A batch is sorted by the same rule: `order` in 28_merge_statements.
CREATE OR REPLACE FUNCTION cdc_management.lsn_of(p_lsn text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN octet_length(p_lsn) = 20 THEN lower(p_lsn COLLATE "C")
    ELSE lower(replace(regexp_replace(p_lsn, '^0[xX]', ''), ':', '') COLLATE "C")
END;
COMMENT ON FUNCTION cdc_management.lsn_of IS 'An LSN in the form that compares as its bytes do: 20 hex digits, lower case.';

CREATE OR REPLACE FUNCTION cdc_management.seq_of(p_seq text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN octet_length(p_seq) = 20 THEN lower(p_seq COLLATE "C")
    ELSE lpad(cdc_management.lsn_of(p_seq), greatest(octet_length(cdc_management.lsn_of(p_seq)), 20), '0')
END;
COMMENT ON FUNCTION cdc_management.seq_of IS 'A sequence value in the form that compares as the number it is: "9" before "10".';

CREATE OR REPLACE FUNCTION cdc_management.next_lsn(p_lsn text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_lsn = repeat('f', 20) THEN p_lsn ELSE
    left(p_lsn, length(rtrim(p_lsn, 'f')) - 1)
    || translate(substr(p_lsn, length(rtrim(p_lsn, 'f')), 1), '0123456789abcde', '123456789abcdef')
    || repeat('0', 20 - length(rtrim(p_lsn, 'f')))
END;
COMMENT ON FUNCTION cdc_management.next_lsn IS 'The lowest LSN above one, as sys.fn_cdc_increment_lsn gives it.';

CREATE OR REPLACE FUNCTION cdc_management.op_of(p_operation text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE lower(coalesce(p_operation, 'u') COLLATE "C")
    WHEN 'u' THEN 'u' WHEN 'update' THEN 'u' WHEN 'update_after' THEN 'u' WHEN 'c' THEN 'c' WHEN 'insert' THEN 'c'
    WHEN 'd' THEN 'd' WHEN 'delete' THEN 'd' WHEN 'r' THEN 'r' WHEN 'read' THEN 'r' WHEN 'x' THEN 'x' WHEN 'update_before' THEN 'b'
END;
COMMENT ON FUNCTION cdc_management.op_of IS
    'c, u, d, r of whatever connectors write; x for a key that a re-read did not find; b for the image before an update, which is skipped; NULL for what is none.';

-- Of events of one commit and time, which are few: a function of its own, so that the planner has not to put it in place.
CREATE OR REPLACE FUNCTION cdc_management.position_after(
    topic integer, part integer, off bigint, seq text, o_topic integer, o_part integer, o_off bigint, o_seq text
) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $cdc$
BEGIN
    RETURN CASE
        WHEN topic IS NOT DISTINCT FROM o_topic AND part IS NOT DISTINCT FROM o_part AND (off IS NOT NULL OR o_off IS NOT NULL)
            THEN off IS DISTINCT FROM o_off AND (o_off IS NULL OR coalesce(off > o_off, false))
        WHEN cdc_management.seq_of(seq) IS DISTINCT FROM cdc_management.seq_of(o_seq)
            THEN coalesce(cdc_management.seq_of(seq), '') COLLATE "C" > coalesce(cdc_management.seq_of(o_seq), '') COLLATE "C"
        WHEN off IS NULL AND o_off IS NULL THEN seq IS NULL  -- only arrival tells them apart
        ELSE (coalesce(off, -1), coalesce(topic, -2147483648), coalesce(part, -1))
            > (coalesce(o_off, -1), coalesce(o_topic, -2147483648), coalesce(o_part, -1))
    END;
END
$cdc$;

CREATE OR REPLACE FUNCTION cdc_management.fence_after(
    inc integer, lsn text, ts bigint, streamed boolean, topic integer, part integer, off bigint, seq text,
    o_inc integer, o_lsn text, o_ts bigint, o_streamed boolean, o_topic integer, o_part integer, o_off bigint, o_seq text
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- One expression without settings of its own, so that the planner puts it in place.
RETURN CASE
    WHEN inc <> o_inc THEN inc > o_inc
    WHEN lsn IS DISTINCT FROM o_lsn THEN o_lsn IS NULL OR coalesce(lsn COLLATE "C" > o_lsn COLLATE "C", false)
    WHEN lsn IS NULL AND ts IS DISTINCT FROM o_ts THEN o_ts IS NULL OR coalesce(ts > o_ts, false)
    WHEN streamed <> o_streamed THEN streamed
    WHEN ts IS DISTINCT FROM o_ts THEN o_ts IS NULL OR coalesce(ts > o_ts, false)
    ELSE cdc_management.position_after(topic, part, off, seq, o_topic, o_part, o_off, o_seq)
END;
COMMENT ON FUNCTION cdc_management.fence_after(integer, text, bigint, boolean, integer, integer, bigint, text, integer, text, bigint, boolean, integer, integer, bigint, text) IS
    'Whether an event (inc … seq) comes after another (o_inc … o_seq), or after what a row holds.';

CREATE OR REPLACE FUNCTION cdc_management.fence_text(
    inc integer, lsn text, ts bigint, streamed boolean, topic integer, part integer, off bigint, seq text
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN concat(inc, '|', lsn, '|', ts, '|', streamed, '|', topic, '|', part, '|', off, '|', seq);
COMMENT ON FUNCTION cdc_management.fence_text IS 'A fence in one piece, as "__fences" keeps it: inc|lsn|ts|streamed|topic|…';

CREATE OR REPLACE FUNCTION cdc_management.fence_after(p_fence text, p_other text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $cdc$
DECLARE
    a CONSTANT text[] := string_to_array(p_fence, '|');
    b CONSTANT text[] := string_to_array(p_other, '|');
BEGIN
    IF p_fence IS NULL OR coalesce(p_other, 'false') = 'false' THEN  -- nothing has told this column yet
        RETURN p_fence IS NOT NULL;
    END IF;
    RETURN cdc_management.fence_after(
        a[1]::integer, nullif(a[2], ''), nullif(a[3], '')::bigint, a[4]::boolean, nullif(a[5], '')::integer,
        nullif(a[6], '')::integer, nullif(a[7], '')::bigint, nullif(array_to_string(a[8:], '|'), ''),
        b[1]::integer, nullif(b[2], ''), nullif(b[3], '')::bigint, b[4]::boolean, nullif(b[5], '')::integer,
        nullif(b[6], '')::integer, nullif(b[7], '')::bigint, nullif(array_to_string(b[8:], '|'), '')
    );
END
$cdc$;
COMMENT ON FUNCTION cdc_management.fence_after(text, text) IS 'The same for fences in one piece.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
