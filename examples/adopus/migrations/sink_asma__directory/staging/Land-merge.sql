-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Land of AdOpusTest, service adopus
-- target: Land in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 9898d38d35dffb69af60aac581185731363bd67f708654afa7e52caecf94c1ff

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_land"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_land"(integer, numeric) IS 'Merges the change events of dbo.Land in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_land"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Land"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Land"), 'sp_merge_land',
    p_key => ARRAY['Landkode']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
