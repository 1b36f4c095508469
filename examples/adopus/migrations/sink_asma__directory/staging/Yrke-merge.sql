-- DO NOT EDIT: made by cdc-assets.
-- sha256: dd676938c327a83322bdfc18c3f084c57bdd7c0d1ff3ef73c9c02afc83a253d1

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_yrke"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Yrke"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Yrke"), 'sp_merge_yrke',
    p_key => ARRAY['Styrk']::text[]
);
