-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_attachment of AsmaChatTest, service chat
-- target: message_attachment in each tenant's schema, sink_warehouse.insight
-- sha256: f3d250f84672eadee8a13cab95d093684e767779e0301783352f133b599f230f

CREATE TABLE {{SCHEMA}}."message_attachment" (
    "customer_id" uuid NOT NULL,
    "attachment_id" bigint NOT NULL,
    "message_id" bigint,
    "file_name" varchar(255),
    "media_type" varchar(127),
    "byte_count" bigint,
    "sha256" bytea,
    "thumbnail" bytea,
    "__sync_timestamp" timestamptz DEFAULT now(),
    "__source" text,
    "__source_ts_ms" bigint,
    "__operation" text,
    "__deleted" boolean DEFAULT false NOT NULL,
    "__lsn" text COLLATE "C",
    "__seq_val" text COLLATE "C",
    "__kafka_partition" integer,
    "__kafka_offset" bigint,
    "__topic" integer,
    "__incarnation" integer,
    "__fences" jsonb,
    CONSTRAINT "message_attachment_pkey" PRIMARY KEY ("customer_id", "attachment_id")
);

COMMENT ON TABLE {{SCHEMA}}."message_attachment" IS 'Replica of dbo.message_attachment (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."attachment_id" IS 'attachment_id bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."message_id" IS 'message_id bigint not null; references dbo.message.message_id';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."file_name" IS 'file_name nvarchar(255) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."media_type" IS 'media_type varchar(127) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."byte_count" IS 'byte_count bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."sha256" IS 'sha256 binary(32) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."thumbnail" IS 'thumbnail image null';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."message_attachment"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
