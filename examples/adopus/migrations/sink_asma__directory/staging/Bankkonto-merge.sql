-- DO NOT EDIT: made by cdc-assets.
-- sha256: 981a17332dd52e033c6a283cdfa85fecb04e8ddfc3d40d9ee1f5bf947b491e6d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_bankkonto"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Bankkonto"), 'sp_merge_bankkonto',
    p_key => ARRAY['BankkontoId'], p_large => ARRAY['Konto']
);
