-- DO NOT EDIT: made by cdc-assets.
-- sha256: d80feacb12c26ec8c7e212ca885736cda1d9b4fa442bee36c5756165b2eaba63

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokumentmal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_DokumentMal"), 'sp_merge_dokumentmal',
    p_key => ARRAY['MalId']::text[]
);
