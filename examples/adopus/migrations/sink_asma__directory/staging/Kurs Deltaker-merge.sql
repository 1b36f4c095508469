-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs Deltaker of AdOpusTest, service adopus
-- target: Kurs Deltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ad4d6b4a1e1b777f31c68837e50cb7fe7df1f9904b6b2ed056b5e5dce21b9438

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurs deltaker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kurs deltaker"(integer, numeric) IS 'Merges the change events of dbo.Kurs Deltaker in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kurs deltaker"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs Deltaker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kurs Deltaker"), 'sp_merge_kurs deltaker',
    p_key => ARRAY['Kurs Id', 'actno']::text[],
    p_large => ARRAY['Evaluering']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
