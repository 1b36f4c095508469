-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid of AdOpusTest, service adopus
-- target: NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755 in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 73d9021edd9f06c8ce725fb9d423603ad9360b499694b38edda46161faf29c76

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"), p_batch_size, p_wait_seconds)
$cdc$;
COMMENT ON PROCEDURE {{SCHEMA}}."sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419"(integer, numeric) IS 'Merges the change events of dbo.NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening_og_Varig_tilrettelagt_arbeid in batches, in the caller''s transaction';
REVOKE ALL ON PROCEDURE {{SCHEMA}}."sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419"(integer, numeric) FROM PUBLIC;

SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_NAV_Rapporteringsgrunnlag_Arbeidsforberedende_tren_e8cd8dcd"), 'sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419',
    p_key => ARRAY['RapportÅr', 'RapportMåned', 'AvdelingId', 'Tiltakskode']::text[],
    p_large => ARRAY['Kommentar']::text[],
    p_hard_deletes => false,
    p_tenant_column => NULL,
    p_unchanged_large_values => 'placeholder'
);
