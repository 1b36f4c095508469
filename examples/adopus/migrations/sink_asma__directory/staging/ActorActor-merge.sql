-- DO NOT EDIT: made by cdc-assets.
-- sha256: 074e2f94e5866fc9f3f8f928824ea2f6f142befb22ef2b5d8f13473e82e23158

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoractor"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorActor"), 'sp_merge_actoractor',
    p_key => ARRAY['FraActor', 'TilActor', 'RelasjonType']::text[]
);
