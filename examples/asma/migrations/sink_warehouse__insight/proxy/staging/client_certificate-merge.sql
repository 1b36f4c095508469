-- DO NOT EDIT: made by cdc-assets.
-- sha256: 49b57761d33de47e832745039c7a654d75adf4b96879d88b9778c2a414b791e5

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_client_certificate"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."client_certificate"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_client_certificate"), 'sp_merge_client_certificate',
    p_key => ARRAY['customer_id', 'thumbprint']
);
