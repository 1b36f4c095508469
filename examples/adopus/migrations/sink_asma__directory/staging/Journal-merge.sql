-- DO NOT EDIT: made by cdc-assets.
-- sha256: 993742688f50c3ce3348e08fac6a915b27b3889781d5f2dec321e5b12643be1b

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_journal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Journal"), 'sp_merge_journal',
    p_key => ARRAY['JournalId']::text[], p_large => ARRAY['Tekst', 'TekstRtf']::text[]
);
