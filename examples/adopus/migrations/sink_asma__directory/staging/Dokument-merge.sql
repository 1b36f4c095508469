-- DO NOT EDIT: made by cdc-assets.
-- sha256: 54447acfa8894cc2ed977cbea5aef9d61c7106272348de5cd4d6dec0aa96a207

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_dokument"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Dokument"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Dokument"), 'sp_merge_dokument',
    p_key => ARRAY['DokumentId']::text[], p_large => ARRAY['Innhold', 'Indekstekst', 'Metadata']::text[]
);
