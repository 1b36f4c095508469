-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: 6cbbb9326a8172aced14d4c0cfad17486ef73907aee8803a15bfca94b05a4e48

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_message"(integer, numeric) IS 'Merges the change events of dbo.message in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_message"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message"), 'sp_merge_message',
    p_key => ARRAY['customer_id', 'message_id']::text[],
    p_large => ARRAY['body']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
