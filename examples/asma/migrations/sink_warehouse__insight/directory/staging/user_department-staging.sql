-- DO NOT EDIT: made by cdc-assets.
-- sha256: 1549e230f68baf9bab882ec3e25e41b5ff8534f509bf5276e6ce894c9daa672b

CREATE TABLE {{SCHEMA}}."stg_user_department" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "customer_id" uuid,
    "user_id" integer,
    "department_id" integer,
    "position_pct" numeric,
    "is_leader" boolean
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_user_department" IS 'Change events of dbo.user_department waiting for their merge';
