-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.outbox_message of AsmaNotificationTest, service notification
-- target: outbox_message in each tenant's schema, sink_outbound.delivery
-- sha256: 35e7e542e3cf7b327ea960514e19906dc8c5c2bdbb751a46cbab4ff6608a31b0

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_outbox_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_outbox_message"(integer, numeric) IS 'Merges the change events of dbo.outbox_message in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_outbox_message"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_outbox_message"), 'sp_merge_outbox_message',
    p_key => ARRAY['customer_id', 'message_id']::text[],
    p_large => ARRAY['parameters']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
