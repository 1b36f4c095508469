-- DO NOT EDIT: made by cdc-assets.
-- sha256: ac42c00b1290d22aff80b30bbe8ae0934912b1dedbaf6c4399e83e7ad2ca2e60

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kodeverk"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kodeverk"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kodeverk"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kodeverk"), 'sp_merge_kodeverk',
    p_key => ARRAY['Type', 'Kode']
);
