-- DO NOT EDIT: made by cdc-assets.
-- sha256: 005fa9b3f4bf2f60ea0e1cac5b39bd69860310ca914966eb03bc3908bf63c5aa

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_timeføring"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Timeføring"), 'sp_merge_timeføring',
    p_key => ARRAY['TimeføringId']::text[], p_large => ARRAY['Sted']::text[]
);
