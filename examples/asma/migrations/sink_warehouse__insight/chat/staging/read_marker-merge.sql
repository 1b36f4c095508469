-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: aabf880cf448e5d884de9d17f7475ec8a62003237b154d7b49dbd6900bea3a28

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_read_marker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_read_marker"(integer, numeric) IS 'Merges the change events of dbo.read_marker in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_read_marker"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_read_marker"), 'sp_merge_read_marker',
    p_key => ARRAY['customer_id', 'channel_id', 'user_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
