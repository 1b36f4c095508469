-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.user_setting of AsmaDirectoryTest, service directory
-- target: user_setting in each tenant's schema, sink_warehouse.insight
-- sha256: d5722ad5305142b87caf5edff7f21e41f9a6da062b969f764bc229a1db09f132

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_setting"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_user_setting"(integer, numeric) IS 'Merges the change events of dbo.user_setting in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_user_setting"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_setting"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_setting"), 'sp_merge_user_setting',
    p_key => ARRAY['customer_id', 'user_id', 'setting_key']::text[],
    p_large => ARRAY['setting_value']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
