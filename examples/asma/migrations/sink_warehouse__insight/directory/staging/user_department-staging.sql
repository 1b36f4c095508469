-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4bb457ca1f88a96e244dbea80bd48cc9c9186005d774d8c379c16ec001982cdc

CREATE TABLE {{SCHEMA}}."stg_user_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 11b26c83
    "customer_id" uuid,
    "user_id" integer,
    "department_id" integer,
    "position_pct" numeric,
    "is_leader" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_department" IS 'Change events of dbo.user_department waiting for their merge';
