-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: b6e7417b5a3209296ef3368518540e2342ff436439195e8cb11cc9e599bf0244

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_template"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_message_template"(integer, numeric) IS 'Merges the change events of dbo.message_template in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_message_template"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_template"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_template"), 'sp_merge_message_template',
    p_key => ARRAY['customer_id', 'template_id', 'language']::text[],
    p_large => ARRAY['body']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
