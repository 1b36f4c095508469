-- DO NOT EDIT: made by cdc-assets.
-- sha256: 01522cb196b163594d393882fb88c3ba78e5b22e0bd69d4dc32f05095ba5e786

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_setting"), 'sp_merge_user_setting',
    p_key => ARRAY['customer_id', 'user_id', 'setting_key']::text[], p_large => ARRAY['setting_value']::text[]
);
