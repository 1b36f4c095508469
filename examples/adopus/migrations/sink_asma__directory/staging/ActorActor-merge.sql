-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorActor of AdOpusTest, service adopus
-- target: ActorActor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 5f0c2e07b0d92ad38a81b061ea33a3e99083466b62f85d6623a5cdcd5a82dafe

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoractor"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_actoractor"(integer, numeric) IS 'Merges the change events of dbo.ActorActor in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_actoractor"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorActor"), 'sp_merge_actoractor',
    p_key => ARRAY['FraActor', 'TilActor', 'RelasjonType']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
