-- DO NOT EDIT: made by cdc-assets.
-- sha256: a941f334ba205c0b67d6265fb2518897c0f25e90b10e2752e5630f8acfe9c135

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_access"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."access"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."access"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_access"), 'sp_merge_access',
    p_key => ARRAY[]::text[]
);
