-- DO NOT EDIT: made by cdc-assets.
-- sha256: 714a01527ce64d5670c2e5977088bcf8e3fdfe40ffde9745b09df48ad3d117d2

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fraværsårsak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fraværsårsak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fraværsårsak"), 'sp_merge_fraværsårsak',
    p_key => ARRAY['ÅrsakId']::text[]
);
