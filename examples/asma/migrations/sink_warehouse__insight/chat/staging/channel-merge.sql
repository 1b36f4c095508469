-- DO NOT EDIT: made by cdc-assets.
-- sha256: 801654f331560bf9d7378dd29502335e008afe8e79a41c10b6ee12e6cb3aeaa5

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_channel"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_channel"), 'sp_merge_channel',
    p_key => ARRAY['customer_id', 'channel_id']::text[]
);
