-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.KursSamling of AdOpusTest, service adopus
-- target: KursSamling in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 79a9482105240cd41437ff22e9ee309df4959836b62a9c21684fe77b8c250082

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurssamling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kurssamling"(integer, numeric) IS 'Merges the change events of dbo.KursSamling in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kurssamling"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_KursSamling"), 'sp_merge_kurssamling',
    p_key => ARRAY['Kurs Id', 'Nr']::text[],
    p_large => ARRAY['Presentasjon']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
