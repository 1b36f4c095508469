-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Actor of AdOpusTest, service adopus
-- target: Actor in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- transform: file://services/_bloblang/adopus/mask_national_id.blobl (done by the pipeline, changes nothing here)
-- sha256: 6260babf0e2e5d5960e26a35f3f6802cb97cd2fa46634182eeac1917a8efa071

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actor"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Actor"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_actor"(integer, numeric) IS 'Merges the change events of dbo.Actor in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_actor"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Actor"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Actor"), 'sp_merge_actor',
    p_key => ARRAY['actno']::text[],
    p_large => ARRAY['Bilde', 'Notat', 'KontonummerLønn']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
