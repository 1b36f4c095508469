-- DO NOT EDIT: made by cdc-assets.
-- sha256: 201c27a7fbf7763357a9951090215f7a1cb4567615b6991a256e24c90e82c441

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fraværsårsak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fraværsårsak"), 'sp_merge_fraværsårsak',
    p_key => ARRAY['ÅrsakId']
);
