-- DO NOT EDIT: made by cdc-assets.
-- sha256: 87b0d74f88b05d35b8297f9149de8b45f4a217a15e8fc46f77026bbedb6faa06

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_samtykke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Samtykke"), 'sp_merge_samtykke',
    p_key => ARRAY['SamtykkeId']::text[], p_large => ARRAY['Omfang', 'Bevis']::text[]
);
