-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4846f6b4b4ed34153f9246c20e1fee8495b36a02c61ed9030300ccf59a588872

CREATE TABLE {{SCHEMA}}."stg_user_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 07ed4492
    "customer_id" uuid,
    "user_id" integer,
    "department_id" integer,
    "position_pct" numeric,
    "is_leader" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_department" IS 'Change events of dbo.user_department waiting for their merge';
