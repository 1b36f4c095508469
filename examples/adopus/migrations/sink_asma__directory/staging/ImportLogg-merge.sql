-- DO NOT EDIT: made by cdc-assets.
-- sha256: 362dc3f2a662d452a0ae5758e4f098c394a7a646e568fc4586882b5c6ed56ec0

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ImportLogg"), 'sp_merge_importlogg',
    p_key => ARRAY[]::text[]
);
