-- DO NOT EDIT: made by cdc-assets.
-- sha256: fd25f9ddd28eb9e068aa6e76ce94f140c1f03d58c6347328dece2eca21e760e8

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fakturalinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fakturalinje"), 'sp_merge_fakturalinje',
    p_key => ARRAY['FakturaId', 'Linjenr']
);
