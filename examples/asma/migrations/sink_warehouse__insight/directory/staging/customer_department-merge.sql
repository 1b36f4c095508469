-- DO NOT EDIT: made by cdc-assets.
-- sha256: af854f17fcc84663c74e72cf86c481cbaee8dba0701b118733be1974d8f7717f

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer_department"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_department"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer_department"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer_department"), 'sp_merge_customer_department',
    p_key => ARRAY['customer_id', 'department_id']
);
