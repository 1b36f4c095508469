-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.subscription of AsmaNotificationTest, service notification
-- target: subscription in each tenant's schema, sink_outbound.delivery
-- sha256: 3e7ffd08dfeef02d55abdb213df55d1302fd84c42b12b4c086a41a83d59f43be

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_subscription"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."subscription"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_subscription"(integer, numeric) IS 'Merges the change events of dbo.subscription in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_subscription"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."subscription"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_subscription"), 'sp_merge_subscription',
    p_key => ARRAY['customer_id', 'user_id', 'event_code', 'channel']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
