-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.delivery_attempt of AsmaNotificationTest, service notification
-- target: delivery_attempt in each tenant's schema, sink_outbound.delivery
-- sha256: c39f2a13bda97b443dbd6c0b7fccfba7e0fa37dc466bc43b6a2f510bd612e3a1

CREATE TABLE {{SCHEMA}}."delivery_attempt" (
    "customer_id" uuid NOT NULL,
    "message_id" uuid NOT NULL,
    "attempt" smallint NOT NULL,
    "attempted_at" timestamp(3),
    "provider" varchar(30),
    "status_code" integer,
    "response" text,
    "cost" numeric(10,4),
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
    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("customer_id", "message_id", "attempt")
);

COMMENT ON TABLE {{SCHEMA}}."delivery_attempt" IS 'Replica of dbo.delivery_attempt (service notification); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.outbox_message.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."message_id" IS 'message_id uniqueidentifier not null; references dbo.outbox_message.message_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."attempt" IS 'attempt smallint not null';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."attempted_at" IS 'attempted_at datetime2(3) not null';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."provider" IS 'provider varchar(30) not null';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."status_code" IS 'status_code int null';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."response" IS 'response nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."cost" IS 'cost smallmoney null';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."delivery_attempt"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
