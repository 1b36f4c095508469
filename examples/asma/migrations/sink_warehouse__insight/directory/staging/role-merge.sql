-- DO NOT EDIT: made by cdc-assets.
-- sha256: 11f198dbb7b76f32a620f8bc89d59a558dce67a4ea1a0e34443dbd4b63bdccfc

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_role"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."role"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."role"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_role"), 'sp_merge_role',
    p_key => ARRAY['customer_id', 'role_id'], p_large => ARRAY['description']
);
