-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avdeling of AdOpusTest, service adopus
-- target: Avdeling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 04d2407abec12120067a9265b7837ad033c0f6371d05d96eafdec088e6551161

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avdeling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_avdeling"(integer, numeric) IS 'Merges the change events of dbo.Avdeling in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_avdeling"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avdeling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avdeling"), 'sp_merge_avdeling',
    p_key => ARRAY['AvdelingId']::text[],
    p_large => ARRAY['Omriss', 'Logo']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
