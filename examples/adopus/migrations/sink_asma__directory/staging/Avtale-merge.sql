-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Avtale of AdOpusTest, service adopus
-- target: Avtale in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f51725f69b84be2b9d04581ccbf93b180de34263665e2a9ea845a21700275b9f

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtale"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_avtale"(integer, numeric) IS 'Merges the change events of dbo.Avtale in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_avtale"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtale"), 'sp_merge_avtale',
    p_key => ARRAY['AvtaleId']::text[],
    p_large => ARRAY['Beskrivelse', 'Vilkår', 'SignertPdf']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
