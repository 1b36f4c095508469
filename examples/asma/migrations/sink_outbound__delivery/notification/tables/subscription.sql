-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.subscription of AsmaNotificationTest, service notification
-- target: subscription in each tenant's schema, sink_outbound.delivery
-- sha256: e666407c1f07b81d02b9500452d26d633da29bef67416783c95ec1be304bd21d

CREATE TABLE {{SCHEMA}}."subscription" (
    "customer_id" uuid NOT NULL,
    "user_id" integer NOT NULL,
    "event_code" varchar(60) NOT NULL,
    "channel" varchar(10) NOT NULL,
    "quiet_from" time(0),
    "quiet_to" time(0),
    "subscribed_at" timestamp(3),
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
    CONSTRAINT "subscription_pkey" PRIMARY KEY ("customer_id", "user_id", "event_code", "channel")
);

COMMENT ON TABLE {{SCHEMA}}."subscription" IS 'Replica of dbo.subscription (service notification); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."user_id" IS 'user_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."event_code" IS 'event_code varchar(60) not null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."channel" IS 'channel varchar(10) not null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."quiet_from" IS 'quiet_from time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."quiet_to" IS 'quiet_to time(0) null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."subscribed_at" IS 'subscribed_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."subscription"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
