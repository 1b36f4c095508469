-- DO NOT EDIT: made by cdc-assets.
-- sha256: 17f0bbfa6f3564be47d8d6490ee20945d5006ebdd7d91e5ebffb815dadba91f3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_systemparameter"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Systemparameter"), 'sp_merge_systemparameter',
    p_key => ARRAY['Modul', 'Parameter']
);
