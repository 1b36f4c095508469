-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Soknad of AdOpusTest, service adopus
-- target: Soknad in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 56223003ae59236dbc2ab37bb1ab3937cf6dc74e0874250a9f5963ed962d82b4

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknad"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_soknad"(integer, numeric) IS 'Merges the change events of dbo.Soknad in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_soknad"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Soknad"), 'sp_merge_soknad',
    p_key => ARRAY['SoknadId']::text[],
    p_large => ARRAY['Bakgrunn', 'Målsetting', 'Arbeidserfaring', 'Vurdering', 'Råmelding']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
