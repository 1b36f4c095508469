-- DO NOT EDIT: made by cdc-assets.
-- sha256: 3d75d4c8da5e1f1616b006b2183f4d5ae1a3340c28b2872290e96c12ef91b076

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtalelinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtalelinje"), 'sp_merge_avtalelinje',
    p_key => ARRAY['AvtaleId', 'Linjenr']
);
