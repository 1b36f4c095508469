-- DO NOT EDIT: made by cdc-assets.
-- sha256: 732a2446bf92874420b4c016bca630c3935437bc8a0ee986f9a245814a8f978e

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_endringslogg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Endringslogg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Endringslogg"), 'sp_merge_endringslogg',
    p_key => ARRAY['LoggId'], p_large => ARRAY['GammelTekst', 'NyTekst']
);
