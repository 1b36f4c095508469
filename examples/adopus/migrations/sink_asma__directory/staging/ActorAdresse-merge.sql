-- DO NOT EDIT: made by cdc-assets.
-- sha256: aa991aff91b9938f4b246557af7f3a40b4a23e6088d0fd31da7109644b89b31b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoradresse"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorAdresse"), 'sp_merge_actoradresse',
    p_key => ARRAY['AdresseId']::text[], p_large => ARRAY['Posisjon']::text[]
);
