-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: beaaf83ea9728a90884ace83279c9819ff440fee6ff39f6f8fc3250991b83a99

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_attachment"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_message_attachment"(integer, numeric) IS 'Merges the change events of dbo.message_attachment in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_message_attachment"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_attachment"), 'sp_merge_message_attachment',
    p_key => ARRAY['customer_id', 'attachment_id']::text[],
    p_large => ARRAY['thumbnail']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
