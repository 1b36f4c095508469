-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7fc79892d8ac172b896b1509ab41f366724ab9d90715c4375d03aeb540d227e8

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_setting"), 'sp_merge_setting',
    p_key => ARRAY['customer_id', 'name']
);
