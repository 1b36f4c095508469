-- DO NOT EDIT: made by cdc-assets.
-- sha256: a03641f778ee1e0fc93662102d06ba727c38a11581ef93250861a2227da7d50c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_fraver"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Fraver"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Fraver"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Fraver"), 'sp_merge_fraver',
    p_key => ARRAY['FraverId']
);
