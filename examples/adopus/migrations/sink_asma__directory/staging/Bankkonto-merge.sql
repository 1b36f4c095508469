-- DO NOT EDIT: made by cdc-assets.
-- sha256: ec3cd1de5f31cd57f5043fb65b99cd6b3ba965aabe7440c11e66d8e202298493

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_bankkonto"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Bankkonto"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Bankkonto"), 'sp_merge_bankkonto',
    p_key => ARRAY['BankkontoId']::text[], p_large => ARRAY['Konto']::text[]
);
