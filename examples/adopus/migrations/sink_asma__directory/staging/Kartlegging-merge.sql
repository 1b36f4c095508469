-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kartlegging of AdOpusTest, service adopus
-- target: Kartlegging in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 85095996c2f22ab479b9251ac8aa59a33b211cd0c4b454dadbdf31b2e609522a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kartlegging"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kartlegging"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_kartlegging"(integer, numeric) IS 'Merges the change events of dbo.Kartlegging in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_kartlegging"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kartlegging"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kartlegging"), 'sp_merge_kartlegging',
    p_key => ARRAY['KartleggingId']::text[],
    p_large => ARRAY['Interesser', 'Svar', 'Konklusjon']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
