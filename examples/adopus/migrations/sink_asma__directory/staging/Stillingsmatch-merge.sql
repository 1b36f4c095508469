-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4b520b1b6b8147c1c80177fe0eec1ea9636281dc398d21f1cc5d7d8692762cf3

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_stillingsmatch"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Stillingsmatch"), 'sp_merge_stillingsmatch',
    p_key => ARRAY['MatchId'], p_large => ARRAY['Begrunnelse']
);
