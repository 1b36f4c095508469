-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.setting of AsmaChatTest, service chat
-- target: setting in each tenant's schema, sink_warehouse.insight
-- sha256: 07bab14e489214ec01248ef71085177712f666f542544ec2bddc0288d7732312

CREATE TABLE {{SCHEMA}}."setting" (
    "customer_id" uuid NOT NULL,
    "retention_days" integer,
    "allow_files" boolean,
    "max_file_bytes" bigint,
    "banned_words" text,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "setting_pkey" PRIMARY KEY ("customer_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."setting"), $cdc${
    "": "Replica of dbo.setting (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "retention_days": "retention_days int null",
    "allow_files": "allow_files bit not null",
    "max_file_bytes": "max_file_bytes bigint null",
    "banned_words": "banned_words xml null"
}$cdc$);
