-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9c5aa31274c22af1543ba6c041534acc918b78f99a5426b045072ea222ae213d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_client_certificate"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_client_certificate"), 'sp_merge_client_certificate',
    p_key => ARRAY['customer_id', 'thumbprint']::text[]
);
