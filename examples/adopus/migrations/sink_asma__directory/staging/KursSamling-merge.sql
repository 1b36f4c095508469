-- DO NOT EDIT: made by cdc-assets.
-- sha256: ae1fcf3fe515f9b2e7993678ada73afeb8028210fe726444188a62cdc1ef5395

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurssamling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_KursSamling"), 'sp_merge_kurssamling',
    p_key => ARRAY['Kurs Id', 'Nr']::text[], p_large => ARRAY['Presentasjon']::text[]
);
