-- DO NOT EDIT: made by cdc-assets.
-- sha256: 0719ed0d17f52c96240f699c55e86401eccad5b4da9d6c88d2f51abcdf1991fa

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_månedsoppgjør"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Månedsoppgjør"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Månedsoppgjør"), 'sp_merge_månedsoppgjør',
    p_key => ARRAY['År', 'Måned', 'TiltakId', 'actno', 'Periode'], p_large => ARRAY['Avvik']
);
