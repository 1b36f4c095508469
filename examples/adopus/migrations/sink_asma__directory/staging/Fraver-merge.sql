-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fraver of AdOpusTest, service adopus
-- target: Fraver in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: cdd157cfce7d9688e1ec5c0151f194205cbb7b0f87f45e9fb0531ffb1ac57579

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fraver"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraver"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_fraver"(integer, numeric) IS 'Merges the change events of dbo.Fraver in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_fraver"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fraver"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fraver"), 'sp_merge_fraver',
    p_key => ARRAY['FraverId']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
