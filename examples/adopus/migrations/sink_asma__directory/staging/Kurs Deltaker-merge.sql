-- DO NOT EDIT: made by cdc-assets.
-- sha256: 18d16ebe2826f2beb9c9f3b4cb5106337b54b33366ff49e06ae3aab1a35b102a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurs deltaker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kurs Deltaker"), 'sp_merge_kurs deltaker',
    p_key => ARRAY['Kurs Id', 'actno']::text[], p_large => ARRAY['Evaluering']::text[]
);
