-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: log.access of AsmaProxyTest, service proxy
-- target: access in each tenant's schema, sink_warehouse.insight
-- sha256: 0f10a529fee0cf6e7ad934d1cb4eea5c091f156e4069b00776618a665a8933c4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_access"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."access"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_access"(integer, numeric) IS 'Merges the change events of log.access in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_access"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."access"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_access"), 'sp_merge_access',
    p_key => ARRAY[]::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
