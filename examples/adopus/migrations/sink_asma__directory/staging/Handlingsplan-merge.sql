-- DO NOT EDIT: made by cdc-assets.
-- sha256: 2b11f9e79adb0b81e8d96a14d54688d596e9196a85c750058d82ce8e76944ec7

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_handlingsplan"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Handlingsplan"), 'sp_merge_handlingsplan',
    p_key => ARRAY['PlanId'], p_large => ARRAY['Delmål', 'Ressurser', 'Hindringer', 'Aktiviteter', 'Evaluering']
);
