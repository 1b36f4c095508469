-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Tiltaksdeltaker of AdOpusTest, service adopus
-- target: Tiltaksdeltaker in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 200f1caa7087adb39667df9f5c36bcfd1ed763a84b0c6074a5c239245e4b3191

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_tiltaksdeltaker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltaksdeltaker"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_tiltaksdeltaker"(integer, numeric) IS 'Merges the change events of dbo.Tiltaksdeltaker in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_tiltaksdeltaker"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltaksdeltaker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Tiltaksdeltaker"), 'sp_merge_tiltaksdeltaker',
    p_key => ARRAY['TiltakId', 'actno', 'Periode']::text[],
    p_large => ARRAY['Merknad']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
