-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel_member of AsmaChatTest, service chat
-- target: channel_member in each tenant's schema, sink_warehouse.insight
-- sha256: f1028f05535e3f780ec701320b42880160bf0e3561a6aa9a06b318c188c16350

CREATE TABLE {{SCHEMA}}."channel_member" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "is_admin" boolean,
    "muted_until" timestamptz(0),
    "joined_at" timestamptz(3),
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
    CONSTRAINT "channel_member_pkey" PRIMARY KEY ("customer_id", "channel_id", "user_id")
);

COMMENT ON TABLE {{SCHEMA}}."channel_member" IS 'Replica of dbo.channel_member (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.channel.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."channel_id" IS 'channel_id uniqueidentifier not null; references dbo.channel.channel_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."user_id" IS 'user_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."is_admin" IS 'is_admin bit not null';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."muted_until" IS 'muted_until datetimeoffset(0) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."joined_at" IS 'joined_at datetimeoffset(3) not null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."channel_member"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
