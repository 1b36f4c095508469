-- DO NOT EDIT: made by cdc-assets.
-- sha256: 79e32dde523f13213cd42f947767b25ab0ac261df17a6028c0a0a98094bfec5d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_tiltak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Tiltak"), 'sp_merge_tiltak',
    p_key => ARRAY['TiltakId'], p_large => ARRAY['Møtested', 'Webtekst']
);
