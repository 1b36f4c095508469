-- DO NOT EDIT: made by cdc-assets.
-- sha256: ba46a0a77744ebfb6a134adfd23f68c70ed282a2c12575021bda2449b316f317

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtale"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtale"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtale"), 'sp_merge_avtale',
    p_key => ARRAY['AvtaleId'], p_large => ARRAY['Beskrivelse', 'Vilkår', 'SignertPdf']
);
