-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: customer_user in each tenant's schema, sink_warehouse.insight
-- sha256: 7474f56b7e11c6b68be76ed47a3ad038bf527e78b74d6165d2921062a65e0b6a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_customer_user"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_customer_user"(integer, numeric) IS 'Merges the change events of dbo.customer_user in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_customer_user"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."customer_user"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_customer_user"), 'sp_merge_customer_user',
    p_key => ARRAY['customer_id', 'user_id']::text[],
    p_large => ARRAY['picture']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
