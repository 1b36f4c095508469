-- DO NOT EDIT: made by cdc-assets.
-- sha256: 20a80dab3b0f42710fead10de216e57e3b9ebf42cf4a42a8a3c49a9a2cd2d3d3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel"), 'sp_merge_channel',
    p_key => ARRAY['customer_id', 'channel_id']
);
