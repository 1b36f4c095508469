-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.ActorAdresse of AdOpusTest, service adopus
-- target: ActorAdresse in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 863a3d388a7f336835b82e227431fb1312a441ff00ecec5850662b53466b77cd

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoradresse"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_actoradresse"(integer, numeric) IS 'Merges the change events of dbo.ActorAdresse in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_actoradresse"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorAdresse"), 'sp_merge_actoradresse',
    p_key => ARRAY['AdresseId']::text[],
    p_large => ARRAY['Posisjon']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
