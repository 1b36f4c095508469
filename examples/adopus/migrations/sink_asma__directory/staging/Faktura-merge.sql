-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Faktura of AdOpusTest, service adopus
-- target: Faktura in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 22e778a558da6b263067db2b61203ad40cfe5dee623a5bf35bd98be0918d93f8

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_faktura"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_faktura"(integer, numeric) IS 'Merges the change events of dbo.Faktura in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_faktura"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Faktura"), 'sp_merge_faktura',
    p_key => ARRAY['FakturaId']::text[],
    p_large => ARRAY['EhfXml']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
