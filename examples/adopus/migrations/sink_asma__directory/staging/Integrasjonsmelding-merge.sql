-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Integrasjonsmelding of AdOpusTest, service adopus
-- target: Integrasjonsmelding in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 138c4a1eb746fb1df3d9f0756941c69e05842371c8b708aaede740aeaa59f0e7

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_integrasjonsmelding"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Integrasjonsmelding"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_integrasjonsmelding"(integer, numeric) IS 'Merges the change events of dbo.Integrasjonsmelding in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_integrasjonsmelding"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Integrasjonsmelding"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Integrasjonsmelding"), 'sp_merge_integrasjonsmelding',
    p_key => ARRAY['MeldingId']::text[],
    p_large => ARRAY['Hode', 'Melding', 'Kvittering', 'Rådata', 'Feilmelding']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
