-- DO NOT EDIT: made by cdc-assets.
-- sha256: 301c7453d7fd12d5e08d9cbcb0104d54a4abf45bdac377e6b9f4590fc9d03434

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_user_department"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."user_department"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."user_department"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_user_department"), 'sp_merge_user_department',
    p_key => ARRAY['customer_id', 'user_id', 'department_id']
);
