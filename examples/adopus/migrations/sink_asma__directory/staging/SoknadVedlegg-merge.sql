-- DO NOT EDIT: made by cdc-assets.
-- sha256: ef1c7adf742cd7fa470f1fe439fea24848749017b649deace23b849e08f131c9

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_soknadvedlegg"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."SoknadVedlegg"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_SoknadVedlegg"), 'sp_merge_soknadvedlegg',
    p_key => ARRAY['SoknadId', 'Nr']::text[], p_large => ARRAY['Innhold', 'Tekst']::text[], p_hard_deletes => true
);
