-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Tiltak of AdOpusTest, service adopus
-- target: Tiltak in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: f17b938c5df401d455fec3fe09872f3d5977b18cb77ab6e7f5e5332af22db78f

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_tiltak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_tiltak"(integer, numeric) IS 'Merges the change events of dbo.Tiltak in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_tiltak"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Tiltak"), 'sp_merge_tiltak',
    p_key => ARRAY['TiltakId']::text[],
    p_large => ARRAY['Møtested', 'Webtekst']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
