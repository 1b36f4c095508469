-- DO NOT EDIT: made by cdc-assets.
-- sha256: c167c3cd858bb3a62be1650f9373c5590fac6724e50796d9571fa50f0b7c80af

CREATE OR REPLACE PROCEDURE {{SCHEMA}}."sp_merge_route"(p_batch_size integer DEFAULT 100000, p_wait_seconds numeric DEFAULT 60)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $cdc$
    CALL cdc_management.merge(cdc_management.relation_of(NULL::{{SCHEMA}}."route"), p_batch_size, p_wait_seconds)
$cdc$;
SELECT cdc_management.register_merge(
    cdc_management.relation_of(NULL::{{SCHEMA}}."route"), cdc_management.relation_of(NULL::{{SCHEMA}}."stg_route"), 'sp_merge_route',
    p_key => ARRAY['customer_id', 'route_id']
);
