-- DO NOT EDIT: made by cdc-assets.
-- sha256: e415a5556a5d15c051cf589199de363424aca79c5764bf10064628cbd1577a66

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_yrke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Yrke"), 'sp_merge_yrke',
    p_key => ARRAY['Styrk']
);
