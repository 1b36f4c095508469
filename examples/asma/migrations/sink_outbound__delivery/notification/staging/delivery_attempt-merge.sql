-- DO NOT EDIT: made by cdc-assets.
-- sha256: 42678454d7a19b92bfe15104edfa5abe1b0cdefcf0de5ee46a31be5d83db0e0b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_delivery_attempt"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."delivery_attempt"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_delivery_attempt"), 'sp_merge_delivery_attempt',
    p_key => ARRAY['customer_id', 'message_id', 'attempt'], p_large => ARRAY['response']
);
