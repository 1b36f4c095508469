-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kommune of AdOpusTest, service adopus
-- target: Kommune in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 3da6048e70d18651ced6cd05146c81af9e8c4ad4157ec736903223adda3cecc1

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kommune"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kommune"(integer, numeric) IS 'Merges the change events of dbo.Kommune in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kommune"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kommune"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kommune"), 'sp_merge_kommune',
    p_key => ARRAY['Kommunenr']::text[],
    p_large => ARRAY['Grense']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
