-- DO NOT EDIT: made by cdc-assets.
-- sha256: 080c16d318833af81c3d87e91295414225fa1a5faf0182d6d2973665be3df3e2

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avdeling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avdeling"), 'sp_merge_avdeling',
    p_key => ARRAY['AvdelingId']::text[], p_large => ARRAY['Omriss', 'Logo']::text[]
);
