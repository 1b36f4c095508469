-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kodeverk of AdOpusTest, service adopus
-- target: Kodeverk in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: eff950d2d1f84e18b6b2d3f30a40901f3449d3d422a8456c7daff63ddcfc527c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kodeverk"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kodeverk"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kodeverk"(integer, numeric) IS 'Merges the change events of dbo.Kodeverk in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kodeverk"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kodeverk"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kodeverk"), 'sp_merge_kodeverk',
    p_key => ARRAY['Type', 'Kode']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
