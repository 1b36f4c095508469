-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Timeføring of AdOpusTest, service adopus
-- target: Timeføring in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 4635654d89980ce5a181489b8c3c65c56de7addce2dc010bfb8e914b9da4e7b3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_timeføring"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_timeføring"(integer, numeric) IS 'Merges the change events of dbo.Timeføring in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_timeføring"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Timeføring"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Timeføring"), 'sp_merge_timeføring',
    p_key => ARRAY['TimeføringId']::text[],
    p_large => ARRAY['Sted']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
