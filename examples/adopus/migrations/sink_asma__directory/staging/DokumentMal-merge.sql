-- DO NOT EDIT: made by cdc-assets.
-- sha256: c561aaa3e40d98bc3dc8aac19ce38907c6368ed500db48192aeec6042bdcfa21

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokumentmal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_DokumentMal"), 'sp_merge_dokumentmal',
    p_key => ARRAY['MalId']
);
