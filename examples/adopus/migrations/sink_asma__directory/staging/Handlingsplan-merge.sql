-- DO NOT EDIT: made by cdc-assets.
-- sha256: e3efe969acab2b33df2f88f09e26ae6c005a27287f8f2d005629459e1b539774

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_handlingsplan"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Handlingsplan"), 'sp_merge_handlingsplan',
    p_key => ARRAY['PlanId']::text[], p_large => ARRAY['Delmål', 'Ressurser', 'Hindringer', 'Aktiviteter', 'Evaluering']::text[]
);
