-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.customer_user of AsmaDirectoryTest, service directory
-- target: customer_user in each tenant's schema, sink_warehouse.insight
-- sha256: 81697171ec493c65cc7da432a81b73981460ea096ee95e1bb0d9fab6b4986dc4

CREATE TABLE {{SCHEMA}}."stg_customer_user" (
    "customer_id" uuid,
    "user_id" integer,
    "username" text,
    "email" text,
    "display_name" text,
    "phone" text,
    "locale" text,
    "picture" bytea,
    "is_active" boolean,
    "last_login_at" timestamp,
    "created_at" timestamp,
    "row_version" bytea,
    "__operation" text,
    "__source_ts_ms" bigint,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__source" text,
    "__kafka_topic" text,
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__kafka_timestamp" timestamptz,
    "__staged_at" timestamptz DEFAULT now(),
    "__reject_id" bigint,
    "__slot" bigint
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_customer_user" IS 'Change events of dbo.customer_user waiting for their merge';
