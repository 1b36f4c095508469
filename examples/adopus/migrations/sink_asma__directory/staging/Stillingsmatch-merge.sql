-- DO NOT EDIT: made by cdc-assets.
-- sha256: 39964ed91b2cf8ee2cd22057d5ca227d4cdd8509dffdeb10432195a4151d413a

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_stillingsmatch"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Stillingsmatch"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Stillingsmatch"), 'sp_merge_stillingsmatch',
    p_key => ARRAY['MatchId']::text[], p_large => ARRAY['Begrunnelse']::text[]
);
