-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Handlingsplan of AdOpusTest, service adopus
-- target: Handlingsplan in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 970cdd6a957b64c7286c178a8d099ce04148b177157c078135ff924450c3a71c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_handlingsplan"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_handlingsplan"(integer, numeric) IS 'Merges the change events of dbo.Handlingsplan in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_handlingsplan"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Handlingsplan"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Handlingsplan"), 'sp_merge_handlingsplan',
    p_key => ARRAY['PlanId']::text[],
    p_large => ARRAY['Delmål', 'Ressurser', 'Hindringer', 'Aktiviteter', 'Evaluering']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
