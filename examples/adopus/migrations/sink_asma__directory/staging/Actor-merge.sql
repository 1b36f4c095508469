-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7620d771efcf2a33d8b32983bf4143f850ac4561fb557da4c17e0531eebd1d9a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actor"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Actor"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Actor"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Actor"), 'sp_merge_actor',
    p_key => ARRAY['actno'], p_large => ARRAY['Bilde', 'Notat', 'KontonummerLønn']
);
