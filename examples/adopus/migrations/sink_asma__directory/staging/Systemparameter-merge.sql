-- DO NOT EDIT: made by cdc-assets.
-- sha256: f270b03b5cd5559b5116b2d0c1ae71e0cff00a29a1a40594e6e2aed25caeef34

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_systemparameter"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Systemparameter"), 'sp_merge_systemparameter',
    p_key => ARRAY['Modul', 'Parameter']::text[]
);
