-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Endringslogg of AdOpusTest, service adopus
-- target: Endringslogg in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1f7cc2d54c0fe41189d1e82eacd3a108c1133a60c8bc5badff0f012712598c5a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_endringslogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_endringslogg"(integer, numeric) IS 'Merges the change events of dbo.Endringslogg in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_endringslogg"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Endringslogg"), 'sp_merge_endringslogg',
    p_key => ARRAY['LoggId']::text[],
    p_large => ARRAY['GammelTekst', 'NyTekst']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
