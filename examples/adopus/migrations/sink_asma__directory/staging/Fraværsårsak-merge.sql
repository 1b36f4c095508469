-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraværsårsak of AdOpusTest, service adopus
-- target: Fraværsårsak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f08107859e573f27450ce55f38eb406380df116b6307e1b5eea4c07e14ba7ee9

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fraværsårsak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_fraværsårsak"(integer, numeric) IS 'Merges the change events of dbo.Fraværsårsak in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_fraværsårsak"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fraværsårsak"), 'sp_merge_fraværsårsak',
    p_key => ARRAY['ÅrsakId']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
