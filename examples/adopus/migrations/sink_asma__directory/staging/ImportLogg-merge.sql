-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ImportLogg of AdOpusTest, service adopus
-- target: ImportLogg in each tenant's schema, sink_asma.directory
-- templates: customer_id, received_at
-- sha256: 82990dfe8b138ea94b7f36c8e5f32b66969ce92196c2a269a04f063651f0df3b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(integer, numeric) IS 'Merges the change events of dbo.ImportLogg in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_importlogg"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ImportLogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ImportLogg"), 'sp_merge_importlogg',
    p_key => ARRAY[]::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
