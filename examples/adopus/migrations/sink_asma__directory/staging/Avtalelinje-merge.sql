-- DO NOT EDIT: made by cdc-assets.
-- sha256: 79993c4c5b3f374f8529ce7e22a1ecdd96e8cf3401c427119f5dc82f39e7b11e

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_avtalelinje"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Avtalelinje"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Avtalelinje"), 'sp_merge_avtalelinje',
    p_key => ARRAY['AvtaleId', 'Linjenr']::text[]
);
