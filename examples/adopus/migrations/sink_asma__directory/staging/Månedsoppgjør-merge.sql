-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Månedsoppgjør of AdOpusTest, service adopus
-- target: Månedsoppgjør in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 48f27be33f8af109d8063c972adb09b18269dcc5f7099ecb2ee40175405f2fa2

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(integer, numeric) IS 'Merges the change events of dbo.Månedsoppgjør in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Månedsoppgjør"), 'sp_merge_månedsoppgjør',
    p_key => ARRAY['År', 'Måned', 'TiltakId', 'actno', 'Periode']::text[],
    p_large => ARRAY['Avvik']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
