-- DO NOT EDIT: made by cdc-assets.
-- sha256: 971c195d3e2d41cb36c764bedb898561fb7d2642d1f48f1fa93ce5985f739981

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoradresse"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorAdresse"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorAdresse"), 'sp_merge_actoradresse',
    p_key => ARRAY['AdresseId'], p_large => ARRAY['Posisjon']
);
