-- DO NOT EDIT: made by cdc-assets.
-- sha256: 29fbdc2ac895828d8e20858a5d2a0036ffb36710c2a923775e0bf9db70ea283f

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kontaktpunkt"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Kontaktpunkt"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Kontaktpunkt"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Kontaktpunkt"), 'sp_merge_kontaktpunkt',
    p_key => ARRAY['KontaktpunktId']
);
