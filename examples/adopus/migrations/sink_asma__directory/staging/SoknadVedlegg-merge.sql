-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.SoknadVedlegg of AdOpusTest, service adopus
-- target: SoknadVedlegg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 716bb0b4267467916deb7143e07967414ffb8786491288fbce6e52c0bd0ab5c8

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(integer, numeric) IS 'Merges the change events of dbo.SoknadVedlegg in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_SoknadVedlegg"), 'sp_merge_soknadvedlegg',
    p_key => ARRAY['SoknadId', 'Nr']::text[],
    p_large => ARRAY['Innhold', 'Tekst']::text[],
    p_hard_deletes => true,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
