-- DO NOT EDIT: made by cdc-assets.
-- sha256: efe4cdf6e4a81a71a42f3404bc1264465157642718d4e8114a86ccc94a59ecac

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_tiltak"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltak"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Tiltak"), 'sp_merge_tiltak',
    p_key => ARRAY['TiltakId']::text[], p_large => ARRAY['Møtested', 'Webtekst']::text[]
);
