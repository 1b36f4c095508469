-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Dokument of AdOpusTest, service adopus
-- target: Dokument in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 2eca4af84814781b12a5af973f363ec050a5f32646e8646bdff79dd4aa510e89

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokument"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_dokument"(integer, numeric) IS 'Merges the change events of dbo.Dokument in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_dokument"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Dokument"), 'sp_merge_dokument',
    p_key => ARRAY['DokumentId']::text[],
    p_large => ARRAY['Innhold', 'Indekstekst', 'Metadata']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
