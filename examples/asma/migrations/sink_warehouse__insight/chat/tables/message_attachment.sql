-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: 647e48e604dd9b0d67442bb1adc7a36fd7f3eaab280a8bf70b63549fbb3b92f5

CREATE TABLE {{SCHEMA}}."message_attachment" (
    "customer_id" uuid NOT NULL,
    "attachment_id" bigint NOT NULL,
    "message_id" bigint,
    "file_name" varchar(255),
    "media_type" varchar(127),
    "byte_count" bigint,
    "sha256" bytea,
    "thumbnail" bytea,
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "message_attachment_pkey" PRIMARY KEY ("customer_id", "attachment_id")
);

COMMENT ON TABLE {{SCHEMA}}."message_attachment" IS 'Replica of dbo.message_attachment (service chat); rows of several tenants, told apart by customer_id';
SELECT cdc_management.comment_on_columns(cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), $cdc${
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "attachment_id": "attachment_id bigint not null",
    "message_id": "message_id bigint not null; references dbo.message.message_id",
    "file_name": "file_name nvarchar(255) not null",
    "media_type": "media_type varchar(127) not null",
    "byte_count": "byte_count bigint not null",
    "sha256": "sha256 binary(32) not null",
    "thumbnail": "thumbnail image null"
}$cdc$);
