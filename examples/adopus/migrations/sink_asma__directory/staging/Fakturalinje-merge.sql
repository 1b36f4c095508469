-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9a3c574f7002707942e4538f5f441f9a297233977f04d0d4f6935dc8b293fe71

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fakturalinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fakturalinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fakturalinje"), 'sp_merge_fakturalinje',
    p_key => ARRAY['FakturaId', 'Linjenr']::text[]
);
