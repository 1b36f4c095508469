-- DO NOT EDIT: made by cdc-assets.
-- sha256: 40543190445732c586cc7c45bcc121ca4621cd78e86d7e522399a57ac097e1ad

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurs"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kurs"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kurs"), 'sp_merge_kurs',
    p_key => ARRAY['Kurs Id'], p_large => ARRAY['Beskrivelse', 'Læringsmål']
);
