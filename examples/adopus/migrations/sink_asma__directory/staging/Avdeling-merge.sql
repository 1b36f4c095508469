-- DO NOT EDIT: made by cdc-assets.
-- sha256: 896f8c4ee178cba7ce2280c4189ceb2b0705656c387415b5bdb3956cdb41cd9d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avdeling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avdeling"), 'sp_merge_avdeling',
    p_key => ARRAY['AvdelingId'], p_large => ARRAY['Omriss', 'Logo']
);
