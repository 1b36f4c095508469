-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Bankkonto of AdOpusTest, service adopus
-- target: Bankkonto in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 1ff2f9774f7cd45003f09bc32b15b4bf5f6c525536e5cfb801ef76fdc326ff7d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_bankkonto"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_bankkonto"(integer, numeric) IS 'Merges the change events of dbo.Bankkonto in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_bankkonto"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Bankkonto"), 'sp_merge_bankkonto',
    p_key => ARRAY['BankkontoId']::text[],
    p_large => ARRAY['Konto']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
