-- DO NOT EDIT: made by cdc-assets.
-- sha256: e641f1a04f8985f00f5bb6a802eb27f1abb7394b52c85dc664a2361fd2564cb5

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_timeføring"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Timeføring"), 'sp_merge_timeføring',
    p_key => ARRAY['TimeføringId'], p_large => ARRAY['Sted']
);
