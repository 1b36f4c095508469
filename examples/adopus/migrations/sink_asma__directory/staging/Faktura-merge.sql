-- DO NOT EDIT: made by cdc-assets.
-- sha256: 15a2a72c32f0533dd9a9c86cfa48740d81aff3cd48dbe63b4e1b80d48a61cd4d

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_faktura"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Faktura"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Faktura"), 'sp_merge_faktura',
    p_key => ARRAY['FakturaId'], p_large => ARRAY['EhfXml']
);
