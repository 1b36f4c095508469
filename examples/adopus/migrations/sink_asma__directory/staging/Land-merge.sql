-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8711d29359450014ba941684f8fff4724f0a092c3caa91a9e41d776f8feda1e4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_land"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Land"), 'sp_merge_land',
    p_key => ARRAY['Landkode']
);
