-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Fakturalinje of AdOpusTest, service adopus
-- target: Fakturalinje in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 43c0e295c2af1cf8aba6df8c36b52d36ea21133c3ae2d5a801daa810c408c2a9

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fakturalinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_fakturalinje"(integer, numeric) IS 'Merges the change events of dbo.Fakturalinje in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_fakturalinje"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fakturalinje"), 'sp_merge_fakturalinje',
    p_key => ARRAY['FakturaId', 'Linjenr']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
