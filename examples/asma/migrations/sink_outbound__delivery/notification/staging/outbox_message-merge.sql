-- DO NOT EDIT: made by cdc-assets.
-- sha256: 87b0b7be6b29e15ee1d8c8ac5868ce5aadebcc4dbd426b15786a363e3119add3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_outbox_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_outbox_message"), 'sp_merge_outbox_message',
    p_key => ARRAY['customer_id', 'message_id']::text[], p_large => ARRAY['parameters']::text[]
);
