-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Yrke of AdOpusTest, service adopus
-- target: Yrke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 10e22bcc3b7308463ed1d3b8202414b3ff7f19266e923c0ff1e00f76af371729

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_yrke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_yrke"(integer, numeric) IS 'Merges the change events of dbo.Yrke in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_yrke"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Yrke"), 'sp_merge_yrke',
    p_key => ARRAY['Styrk']::text[],
    p_large => ARRAY[]::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
