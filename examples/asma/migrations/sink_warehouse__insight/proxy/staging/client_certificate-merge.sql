-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.client_certificate of AsmaProxyTest, service proxy
-- target: client_certificate in each tenant's schema, sink_warehouse.insight
-- templates: customer_id
-- sha256: e6075b52cf3d2c894e842f7c2cce89aea6121f17cf6619d98a14af831eec861d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_client_certificate"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_client_certificate"(integer, numeric) IS 'Merges the change events of dbo.client_certificate in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_client_certificate"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_client_certificate"), 'sp_merge_client_certificate',
    p_key => ARRAY['customer_id', 'thumbprint']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
