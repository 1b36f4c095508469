-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4bd6135f2bbc19d88680fa19ef946317c185e0a4ef7fcb7698b7db1551dd01d2

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknad"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Soknad"), 'sp_merge_soknad',
    p_key => ARRAY['SoknadId'], p_large => ARRAY['Bakgrunn', 'Målsetting', 'Arbeidserfaring', 'Vurdering', 'Råmelding']
);
