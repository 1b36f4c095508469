-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kontaktpunkt of AdOpusTest, service adopus
-- target: Kontaktpunkt in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: ab8bd9c4f9fb9949b0c5ce66a4e1dfd5aa58e2480b0d998fc1d5c20d0c9f7269

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kontaktpunkt"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kontaktpunkt"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kontaktpunkt"(integer, numeric) IS 'Merges the change events of dbo.Kontaktpunkt in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kontaktpunkt"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kontaktpunkt"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kontaktpunkt"), 'sp_merge_kontaktpunkt',
    p_key => ARRAY['KontaktpunktId']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
