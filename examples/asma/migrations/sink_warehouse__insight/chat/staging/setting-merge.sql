-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.setting of AsmaChatTest, service chat
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 5ad8e6b458189bd24c260f91afca3b2d9c2e9b41a67708104878ccbe28e47275

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_setting"(integer, numeric) IS 'Merges the change events of dbo.setting in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_setting"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_setting"), 'sp_merge_setting',
    p_key => ARRAY['customer_id']::text[],
    p_large => ARRAY['banned_words']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
