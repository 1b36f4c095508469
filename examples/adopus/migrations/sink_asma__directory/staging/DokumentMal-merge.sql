-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.DokumentMal of AdOpusTest, service adopus
-- target: DokumentMal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ac70ee66e3d083666e48966fef7ce08f71c752265b21f42b6410d6b7bc606fb0

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokumentmal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_dokumentmal"(integer, numeric) IS 'Merges the change events of dbo.DokumentMal in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_dokumentmal"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."DokumentMal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_DokumentMal"), 'sp_merge_dokumentmal',
    p_key => ARRAY['MalId']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
