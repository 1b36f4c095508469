-- DO NOT EDIT: made by cdc-assets.
-- sha256: ebd54f2923e649dfe347d2a533d9dbc23c232f220440b49dc0462dacb5fcd95c

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_journal"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Journal"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Journal"), 'sp_merge_journal',
    p_key => ARRAY['JournalId'], p_large => ARRAY['Tekst', 'TekstRtf']
);
