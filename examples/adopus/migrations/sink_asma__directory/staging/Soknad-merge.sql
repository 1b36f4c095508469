-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9b5cb0988521a2e9442a1d6360a3633cbd5d06942340ea7654717c7633a9adb0

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknad"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Soknad"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Soknad"), 'sp_merge_soknad',
    p_key => ARRAY['SoknadId']::text[], p_large => ARRAY['Bakgrunn', 'Målsetting', 'Arbeidserfaring', 'Vurdering', 'Råmelding']::text[]
);
