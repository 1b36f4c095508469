-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.outbox_message of AsmaNotificationTest, service notification
-- target: outbox_message in each tenant's schema, sink_outbound.delivery
-- sha256: 0701677f511cbc7d9d3c49a8753e501d9df27009928cb86ea066415afca5b7c7

CREATE TABLE {{SCHEMA}}."outbox_message" (
    "customer_id" uuid NOT NULL,
    "message_id" uuid NOT NULL,
    "template_id" integer,
    "language" varchar(5),
    "recipient_id" integer,
    "parameters" text,
    "priority" smallint,
    "due_at" timestamptz(3),
    "sent_at" timestamptz(3),
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
    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("customer_id", "message_id")
);

COMMENT ON TABLE {{SCHEMA}}."outbox_message" IS 'Replica of dbo.outbox_message (service notification); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."customer_id" IS 'customer_id uniqueidentifier not null; references dbo.message_template.customer_id; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."message_id" IS 'message_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."template_id" IS 'template_id int not null; references dbo.message_template.template_id';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."language" IS 'language char(5) not null; references dbo.message_template.language; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."recipient_id" IS 'recipient_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."parameters" IS 'parameters nvarchar(max) null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."priority" IS 'priority tinyint not null';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."due_at" IS 'due_at datetimeoffset(3) not null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."sent_at" IS 'sent_at datetimeoffset(3) null; lost: the offset itself';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."outbox_message"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
