-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: 8b5e637f7a2fe382718076eecfbc9f5da204e0a3e77085b56227738dfe81a3c9

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_reaction"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_message_reaction"(integer, numeric) IS 'Merges the change events of dbo.message_reaction in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_message_reaction"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_reaction"), 'sp_merge_message_reaction',
    p_key => ARRAY['customer_id', 'message_id', 'user_id', 'emoji']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => true,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
