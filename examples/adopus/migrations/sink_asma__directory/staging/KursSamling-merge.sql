-- DO NOT EDIT: made by cdc-assets.
-- sha256: 9d7996f531e5ea8d20173c702020704c1b354ac9fea19adc57a1d214f894494c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_kurssamling"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."KursSamling"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_KursSamling"), 'sp_merge_kurssamling',
    p_key => ARRAY['Kurs Id', 'Nr'], p_large => ARRAY['Presentasjon']
);
