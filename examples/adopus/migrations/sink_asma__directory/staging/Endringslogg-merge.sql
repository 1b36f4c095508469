-- DO NOT EDIT: made by cdc-assets.
-- sha256: a69f9139bb03ff959f127a70e01b22703f34dcb17af148845ad4d47c77e700de

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_endringslogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Endringslogg"), 'sp_merge_endringslogg',
    p_key => ARRAY['LoggId']::text[], p_large => ARRAY['GammelTekst', 'NyTekst']::text[]
);
