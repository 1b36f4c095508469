-- DO NOT EDIT: made by cdc-assets.
-- sha256: ec9c730b31a83fd3a10aa299fb2fc36b4d115876c8df40520fe7db804a9ca46b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_SoknadVedlegg"), 'sp_merge_soknadvedlegg',
    p_key => ARRAY['SoknadId', 'Nr'], p_large => ARRAY['Innhold', 'Tekst'], p_hard_deletes => true
);
