-- DO NOT EDIT: made by cdc-assets.
-- sha256: 706103ea1936ef0d369909b2469738849b931b6e499f617ca9ee730a861e3559

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_samtykke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Samtykke"), 'sp_merge_samtykke',
    p_key => ARRAY['SamtykkeId'], p_large => ARRAY['Omfang', 'Bevis']
);
