-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: 9be19ab852dbe0f52d24a43c385f5b1fbf4886c934844a02c6e018284fb43a4f

CREATE TABLE {{SCHEMA}}."read_marker" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "last_read_id" bigint,
    "read_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "read_marker_pkey" PRIMARY KEY ("customer_id", "channel_id", "user_id")
);

COMMENT ON TABLE {{SCHEMA}}."read_marker" IS 'Replica of dbo.read_marker (service chat); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; lost: sort order differs",
    "user_id": "user_id int not null",
    "last_read_id": "last_read_id bigint not null",
    "read_at": "read_at datetime2(3) not null"
}$cdc$);
