-- DO NOT EDIT: made by cdc-assets.
-- sha256: e5642119bb13b374aa7669d28569699d251d4b6a384b390ec8050b82beaeaa6c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel_member"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel_member"), 'sp_merge_channel_member',
    p_key => ARRAY['customer_id', 'channel_id', 'user_id']::text[]
);
