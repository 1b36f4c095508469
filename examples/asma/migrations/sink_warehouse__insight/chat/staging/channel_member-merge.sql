-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: 0d5f82788b2a41e33b97d3c63ef5d05b6e7754333e9b4f0ab14cd8769d93e264

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel_member"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_channel_member"(integer, numeric) IS 'Merges the change events of dbo.channel_member in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_channel_member"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel_member"), 'sp_merge_channel_member',
    p_key => ARRAY['customer_id', 'channel_id', 'user_id']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
