-- DO NOT EDIT: made by cdc-assets.
-- sha256: 48250a72cdbff909ff87b7284865f10f2912b666de279ddd8da0fce91db03a1a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."NAV_Rapporteringsgrunnlag_Arbeidsforberedende_trening__68489755"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_NAV_Rapporteringsgrunnlag_Arbeidsforberedende_tren_e8cd8dcd"), 'sp_merge_nav_rapporteringsgrunnlag_arbeidsforberedende_96431419',
    p_key => ARRAY['RapportÅr', 'RapportMåned', 'AvdelingId', 'Tiltakskode'], p_large => ARRAY['Kommentar']
);
