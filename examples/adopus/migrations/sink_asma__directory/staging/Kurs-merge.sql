-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kurs of AdOpusTest, service adopus
-- target: Kurs in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 44f06551a27f828b92ae1ddb90e864ef1f6da5c9c7d4759d70b049ea889abab4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurs"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kurs"(integer, numeric) IS 'Merges the change events of dbo.Kurs in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kurs"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kurs"), 'sp_merge_kurs',
    p_key => ARRAY['Kurs Id']::text[],
    p_large => ARRAY['Beskrivelse', 'Læringsmål']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
