-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Journal of AdOpusTest, service adopus
-- target: Journal in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 14c30f8e69c2bb2421e59c85d6bf2fc5794693c79e7613b729222ae1ba5b9b55

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_journal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_journal"(integer, numeric) IS 'Merges the change events of dbo.Journal in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_journal"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Journal"), 'sp_merge_journal',
    p_key => ARRAY['JournalId']::text[],
    p_large => ARRAY['Tekst', 'TekstRtf']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
