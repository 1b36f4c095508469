-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message of AsmaChatTest, service chat
-- target: message in each tenant's schema, sink_warehouse.insight
-- sha256: eb6f41ff1b29b2cdcebb17ce09e9a6f22cd60d1a2d1c711d83034c9773183558

CREATE TABLE {{SCHEMA}}."message" (
    "message_id" bigint NOT NULL,
    "customer_id" uuid NOT NULL,
    "channel_id" uuid,
    "sender_id" integer,
    "reply_to" bigint,
    "body" text,
    "body_format" smallint,
    "sent_at" timestamp(3),
    "edited_at" timestamp(3),
    "metadata" varchar(4000),
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
    CONSTRAINT "message_pkey" PRIMARY KEY ("customer_id", "message_id")
);

COMMENT ON TABLE {{SCHEMA}}."message" IS 'Replica of dbo.message (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."message"."message_id" IS 'message_id bigint not null';
COMMENT ON COLUMN {{SCHEMA}}."message"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.channel.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."message"."channel_id" IS 'channel_id uniqueidentifier not null; references dbo.channel.channel_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."message"."sender_id" IS 'sender_id int null';
COMMENT ON COLUMN {{SCHEMA}}."message"."reply_to" IS 'reply_to bigint null';
COMMENT ON COLUMN {{SCHEMA}}."message"."body" IS 'body nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."message"."body_format" IS 'body_format tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."message"."sent_at" IS 'sent_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."message"."edited_at" IS 'edited_at datetime2(3) null';
COMMENT ON COLUMN {{SCHEMA}}."message"."metadata" IS 'metadata nvarchar(4000) null';
COMMENT ON COLUMN {{SCHEMA}}."message"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."message"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."message"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."message"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."message"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."message"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."message"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."message"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."message"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."message"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
