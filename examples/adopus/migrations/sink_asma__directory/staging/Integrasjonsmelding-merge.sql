-- DO NOT EDIT: made by cdc-assets.
-- sha256: b6fd063c746f169f47db4778f61b89fd83aec92c922751240c6d45bc668eca35

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_integrasjonsmelding"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Integrasjonsmelding"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Integrasjonsmelding"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Integrasjonsmelding"), 'sp_merge_integrasjonsmelding',
    p_key => ARRAY['MeldingId'], p_large => ARRAY['Hode', 'Melding', 'Kvittering', 'Rådata', 'Feilmelding']
);
