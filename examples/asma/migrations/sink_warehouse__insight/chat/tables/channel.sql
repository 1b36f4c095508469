-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.channel of AsmaChatTest, service chat
-- target: channel in each tenant's schema, sink_warehouse.insight
-- sha256: 2b1ca261245491db64a40961edcda424acebb49b92c447354138864e427ceb1a

CREATE TABLE {{SCHEMA}}."channel" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "name" varchar(80),
    "topic" varchar(250),
    "kind" varchar(1),
    "created_by" integer,
    "created_at" timestamptz(3),
    "archived_at" timestamptz(3),
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
    CONSTRAINT "channel_pkey" PRIMARY KEY ("customer_id", "channel_id")
);

COMMENT ON TABLE {{SCHEMA}}."channel" IS 'Replica of dbo.channel (service chat); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."channel"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."channel"."channel_id" IS 'channel_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."channel"."name" IS 'name nvarchar(80) not null';
COMMENT ON COLUMN {{SCHEMA}}."channel"."topic" IS 'topic nvarchar(250) null';
COMMENT ON COLUMN {{SCHEMA}}."channel"."kind" IS 'kind char(1) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."channel"."created_by" IS 'created_by int not null';
COMMENT ON COLUMN {{SCHEMA}}."channel"."created_at" IS 'created_at datetimeoffset(3) not null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."channel"."archived_at" IS 'archived_at datetimeoffset(3) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."channel"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
