-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: recipient in each tenant's schema, sink_outbound.delivery
-- templates: received_at
-- sha256: 72d251c4b845b29a8f60dfe35b6ea3c0e86ce537577c5eaf2838a68f86b7fcd5

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_recipient"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_recipient"(integer, numeric) IS 'Merges the change events of dbo.customer_user in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_recipient"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."recipient"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_recipient"), 'sp_merge_recipient',
    p_key => ARRAY['customer_id', 'recipient_id']::text[],
    p_large => ARRAY['picture']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
