-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Stillingsmatch of AdOpusTest, service adopus
-- target: Stillingsmatch in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 668eb6f1a82fc0b157a919c5f250a6b12ca15f4f605419c822f5a3f7c5f7a045

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_stillingsmatch"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_stillingsmatch"(integer, numeric) IS 'Merges the change events of dbo.Stillingsmatch in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_stillingsmatch"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Stillingsmatch"), 'sp_merge_stillingsmatch',
    p_key => ARRAY['MatchId']::text[],
    p_large => ARRAY['Begrunnelse']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
