-- DO NOT EDIT: made by cdc-assets.
-- sha256: 64eab2140a8fd68e1d37dd466cedc2825ea4c67f304be729d99fa88d46028b8b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_outbox_message"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."outbox_message"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_outbox_message"), 'sp_merge_outbox_message',
    p_key => ARRAY['customer_id', 'message_id'], p_large => ARRAY['parameters']
);
