-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4bb51fa55394b8e076f9b39d04a23eef51f73fe02be3abf0f2d71e0e289113a3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kommune"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kommune"), 'sp_merge_kommune',
    p_key => ARRAY['Kommunenr'], p_large => ARRAY['Grense']
);
