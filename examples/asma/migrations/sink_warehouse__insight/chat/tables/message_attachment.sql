-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: 511c259cba378e5c160bccb41c6b72db5404e932e3185f163a93ecb0c80cde4b

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

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."message_attachment"), $cdc${
    "": "Replica of dbo.message_attachment (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "attachment_id": "attachment_id bigint not null",
    "message_id": "message_id bigint not null; references dbo.message.message_id",
    "file_name": "file_name nvarchar(255) not null",
    "media_type": "media_type varchar(127) not null",
    "byte_count": "byte_count bigint not null",
    "sha256": "sha256 binary(32) not null",
    "thumbnail": "thumbnail image null"
}$cdc$);
