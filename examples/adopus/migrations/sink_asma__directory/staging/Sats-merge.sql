-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1ca780c1414ca77e10ead180362225a9017882204efab86322e51307379bcd65

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_sats"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Sats"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Sats"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Sats"), 'sp_merge_sats',
    p_key => ARRAY['SatsId']
);
