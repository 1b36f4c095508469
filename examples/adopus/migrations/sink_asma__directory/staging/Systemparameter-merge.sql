-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Systemparameter of AdOpusTest, service adopus
-- target: Systemparameter in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 23a8af37607f592d61b37f70111bc4a269bd587640e265d847ed18cd1417c9b4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_systemparameter"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_systemparameter"(integer, numeric) IS 'Merges the change events of dbo.Systemparameter in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_systemparameter"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Systemparameter"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Systemparameter"), 'sp_merge_systemparameter',
    p_key => ARRAY['Modul', 'Parameter']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
