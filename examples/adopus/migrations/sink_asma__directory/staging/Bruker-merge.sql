-- DO NOT EDIT: made by cdc-assets.
-- sha256: 75e4306337eecbd7dbd859165085a8ab20bbbea7fd609f76d3733e27675fa503

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_bruker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Bruker"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Bruker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Bruker"), 'sp_merge_bruker',
    p_key => ARRAY['BrukerId'], p_large => ARRAY['Innstillinger']
);
