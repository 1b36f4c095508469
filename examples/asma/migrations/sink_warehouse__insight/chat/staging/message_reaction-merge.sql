-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0723d8eade13830c0cd4109ec7931cdbd43de81be23784b3f995e6d20e8dbd92

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_message_reaction"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."message_reaction"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_message_reaction"), 'sp_merge_message_reaction',
    p_key => ARRAY['customer_id', 'message_id', 'user_id', 'emoji'], p_hard_deletes => true
);
