-- DO NOT EDIT: made by cdc-assets.
-- sha256: 227a34ad7e3fa945880f3f5bc6d2e05b52788737e5c90b7f953f806ffd2a87db

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokument"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Dokument"), 'sp_merge_dokument',
    p_key => ARRAY['DokumentId'], p_large => ARRAY['Innhold', 'Indekstekst', 'Metadata']
);
