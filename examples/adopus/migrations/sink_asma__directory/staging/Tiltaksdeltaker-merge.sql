-- DO NOT EDIT: made by cdc-assets.
-- sha256: b85d8f6d44e8130291076795b5eab86b67132c73338ac5b300d51534f8778453

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_tiltaksdeltaker"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltaksdeltaker"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."Tiltaksdeltaker"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_Tiltaksdeltaker"), 'sp_merge_tiltaksdeltaker',
    p_key => ARRAY['TiltakId', 'actno', 'Periode'], p_large => ARRAY['Merknad']
);
