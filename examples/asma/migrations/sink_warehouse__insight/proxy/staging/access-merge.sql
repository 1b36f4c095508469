-- DO NOT EDIT: made by cdc-assets.
-- sha256: 62b34f3d35cb0271026f90d3752e6ac501550136657dcc12bcaa9c35f7ac592c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_access"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."access"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."access"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_access"), 'sp_merge_access',
    p_key => '{}'::text[]
);
