-- DO NOT EDIT: made by cdc-assets.
-- sha256: eb6958b7e270f99f9b4c9cdb71d80aaebfb819daebdb0b7e079ebccc514a943a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ImportLogg"), 'sp_merge_importlogg',
    p_key => '{}'::text[]
);
