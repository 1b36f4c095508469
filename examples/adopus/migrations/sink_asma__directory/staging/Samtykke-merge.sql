-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Samtykke of AdOpusTest, service adopus
-- target: Samtykke in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 350f01a0f51d0a815c9c797d6b2069f4fbe5822bc94386d608d31baf00962631

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_samtykke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_samtykke"(integer, numeric) IS 'Merges the change events of dbo.Samtykke in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_samtykke"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Samtykke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Samtykke"), 'sp_merge_samtykke',
    p_key => ARRAY['SamtykkeId']::text[],
    p_large => ARRAY['Omfang', 'Bevis']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
