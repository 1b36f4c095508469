-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Sats of AdOpusTest, service adopus
-- target: Sats in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 0e08af9258323204bbd3e9f5b5c423aef814ee040326802e98a81829d45847c3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_sats"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Sats"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_sats"(integer, numeric) IS 'Merges the change events of dbo.Sats in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_sats"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Sats"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Sats"), 'sp_merge_sats',
    p_key => ARRAY['SatsId']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
