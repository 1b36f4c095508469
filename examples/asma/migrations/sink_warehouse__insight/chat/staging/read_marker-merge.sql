-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1b26dc255da116e82fbd0e36dbe850d7ba868c232d99b057d5dec7ee53be82f4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_read_marker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_read_marker"), 'sp_merge_read_marker',
    p_key => ARRAY['customer_id', 'channel_id', 'user_id']
);
