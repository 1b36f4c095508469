-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtalelinje of AdOpusTest, service adopus
-- target: Avtalelinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d3dd8fa0d3e6dfcebb0019558485cf005546a314c1aa3150f3b76051d60696e4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtalelinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_avtalelinje"(integer, numeric) IS 'Merges the change events of dbo.Avtalelinje in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_avtalelinje"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtalelinje"), 'sp_merge_avtalelinje',
    p_key => ARRAY['AvtaleId', 'Linjenr']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
