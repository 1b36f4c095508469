-- DO NOT EDIT: made by cdc-assets.
-- sha256: 7b287ca2ada312a81c9c1d79744ccb3bff493bac68322a61e875f529acbc0c1c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_actoractor"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."ActorActor"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_ActorActor"), 'sp_merge_actoractor',
    p_key => ARRAY['FraActor', 'TilActor', 'RelasjonType']
);
