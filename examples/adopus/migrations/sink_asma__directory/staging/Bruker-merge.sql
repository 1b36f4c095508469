-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bruker of AdOpusTest, service adopus
-- target: Bruker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: d56441b96f960d0724f34b0fd1a83ab8c5c7c97a9ea1612391b830d312bb0114

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_bruker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Bruker"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_bruker"(integer, numeric) IS 'Merges the change events of dbo.Bruker in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_bruker"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Bruker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Bruker"), 'sp_merge_bruker',
    p_key => ARRAY['BrukerId']::text[],
    p_large => ARRAY['Innstillinger']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
