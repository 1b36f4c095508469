-- DO NOT EDIT: made by cdc-assets.
-- sha256: 8a66a8d0ff729039e07b9f9cfd655f2baff05fac4e15e667057dc784bf6781b4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel_member"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel_member"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel_member"), 'sp_merge_channel_member',
    p_key => ARRAY['customer_id', 'channel_id', 'user_id']
);
