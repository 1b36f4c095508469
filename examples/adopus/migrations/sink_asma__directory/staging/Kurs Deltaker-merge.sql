-- DO NOT EDIT: made by cdc-assets.
-- sha256: 99241bf3b7ba3ef2596eb627b3689763c825babf4345fe084d5fd3992b718a50

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurs deltaker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kurs Deltaker"), 'sp_merge_kurs deltaker',
    p_key => ARRAY['Kurs Id', 'actno'], p_large => ARRAY['Evaluering']
);
