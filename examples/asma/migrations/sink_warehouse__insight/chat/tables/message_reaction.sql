-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_reaction of AsmaChatTest, service chat
-- target: message_reaction in each tenant's schema, sink_warehouse.insight
-- sha256: aac8424458c37e74279ef55b3d7b58f3d053bda462e40e5c80e609045123016a

CREATE TABLE {{SCHEMA}}."message_reaction" (
    "customer_id" uuid NOT NULL,
    "message_id" bigint NOT NULL,
    "user_id" integer NOT NULL,
    "emoji" varchar(16) NOT NULL,
    "reacted_at" timestamp(3),
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
    CONSTRAINT "message_reaction_pkey" PRIMARY KEY ("customer_id", "message_id", "user_id", "emoji")
);

COMMENT ON TABLE {{SCHEMA}}."message_reaction" IS 'Replica of dbo.message_reaction (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."message_id" IS 'message_id bigint not null; references dbo.message.message_id';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."user_id" IS 'user_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."emoji" IS 'emoji nvarchar(16) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."reacted_at" IS 'reacted_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."message_reaction"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
