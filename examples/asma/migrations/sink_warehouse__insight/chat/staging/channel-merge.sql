-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel of AsmaChatTest, service chat
-- target: channel in each tenant's schema, sink_warehouse.insight
-- sha256: 29e6686b46318cfade54e25afbe6c8c6a4c8e902a44e8b11cb24c42a51c80949

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_channel"(integer, numeric) IS 'Merges the change events of dbo.channel in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_channel"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel"), 'sp_merge_channel',
    p_key => ARRAY['customer_id', 'channel_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
