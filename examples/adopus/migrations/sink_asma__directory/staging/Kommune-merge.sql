-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3eae8a51430fb20c6ca83bf005d764918fb63c593b2e602867bb8478b6b0192b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kommune"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kommune"), 'sp_merge_kommune',
    p_key => ARRAY['Kommunenr']::text[], p_large => ARRAY['Grense']::text[]
);
