-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: b9a3df77c3108607820d8a25ecbc652e99b2710d0f118f3c01a20f85190e7c44

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_delivery_attempt"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_delivery_attempt"(integer, numeric) IS 'Merges the change events of dbo.delivery_attempt in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_delivery_attempt"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_delivery_attempt"), 'sp_merge_delivery_attempt',
    p_key => ARRAY['customer_id', 'message_id', 'attempt']::text[],
    p_large => ARRAY['response']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
