-- DO NOT EDIT: made by cdc-assets.
-- sha256: b6c104db5941ed304d2e5625c9d1b82421d3f6b4e41248473421a98a29c04c4e

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtale"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtale"), 'sp_merge_avtale',
    p_key => ARRAY['AvtaleId']::text[], p_large => ARRAY['Beskrivelse', 'Vilkår', 'SignertPdf']::text[]
);
