-- DO NOT EDIT: made by cdc-assets.
-- sha256: ea6c86024eb9e932eba3ff968b419f451cb9549b262b229539f9a8b9ffe318b4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kartlegging"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kartlegging"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kartlegging"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kartlegging"), 'sp_merge_kartlegging',
    p_key => ARRAY['KartleggingId'], p_large => ARRAY['Interesser', 'Svar', 'Konklusjon']
);
