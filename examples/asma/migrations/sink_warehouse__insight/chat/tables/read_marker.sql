-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.read_marker of AsmaChatTest, service chat
-- target: read_marker in each tenant's schema, sink_warehouse.insight
-- sha256: b72adc86672a327fa53013b5bc57d3f8f23955f4a34732992fb3cee0cc852f8d

CREATE TABLE {{SCHEMA}}."read_marker" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "last_read_id" bigint,
    "read_at" timestamp(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "read_marker_pkey" PRIMARY KEY ("customer_id", "channel_id", "user_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."read_marker"), $cdc${
    "": "Replica of dbo.read_marker (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; lost: sort order differs",
    "user_id": "user_id int not null",
    "last_read_id": "last_read_id bigint not null",
    "read_at": "read_at datetime2(3) not null"
}$cdc$);
