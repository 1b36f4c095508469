-- DO NOT EDIT: made by cdc-assets.
-- sha256: 36f12b15efa88e48c92c0e7c54489989652d54b0b348668c08895137fc25ef26

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_setting"), 'sp_merge_user_setting',
    p_key => ARRAY['customer_id', 'user_id', 'setting_key'], p_large => ARRAY['setting_value']
);
