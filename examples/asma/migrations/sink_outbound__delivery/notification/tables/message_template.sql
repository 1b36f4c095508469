-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.message_template of AsmaNotificationTest, service notification
-- target: message_template in each tenant's schema, sink_outbound.delivery
-- sha256: 67f8c07c8662e4ad9a88ac5bb855e9fd6401dc1c9bf3a329069c5c1d0b06c1dd

CREATE TABLE {{SCHEMA}}."message_template" (
    "customer_id" uuid NOT NULL,
    "template_id" integer NOT NULL,
    "language" varchar(5) NOT NULL,
    "channel" varchar(10),
    "subject" varchar(200),
    "body" text,
    "version" integer,
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
    CONSTRAINT "message_template_pkey" PRIMARY KEY ("customer_id", "template_id", "language")
);

COMMENT ON TABLE {{SCHEMA}}."message_template" IS 'Replica of dbo.message_template (service notification); rows of several tenants, told apart by customer_id';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."customer_id" IS 'customer_id uniqueidentifier not null; lost: sort order differs';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."template_id" IS 'template_id int not null';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."language" IS 'language char(5) not null; lost: pad blanks';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."channel" IS 'channel varchar(10) not null';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."subject" IS 'subject nvarchar(200) null';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."body" IS 'body nvarchar(max) not null; lost: NUL characters are refused';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."version" IS 'version int not null';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__sync_timestamp" IS 'when the merge last wrote the row';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__source" IS 'name of the connector or loader';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__source_ts_ms" IS 'source commit time, ms since 1970 UTC';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__operation" IS 'c, u, d, or r for a snapshot row';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__deleted" IS 'true: deleted at the source';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__lsn" IS 'commit LSN, hex, lower case';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__seq_val" IS 'position inside the commit, hex';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__kafka_partition" IS 'Kafka partition of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__kafka_offset" IS 'Kafka offset of the winning event';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__topic" IS 'hash of the winning event''s topic: offsets compare within one topic only';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__incarnation" IS 'the source''s incarnation, NULL for the first';
COMMENT ON COLUMN {{SCHEMA}}."message_template"."__fences" IS 'fences of columns whose value is older than the row''s event, NULL if none is';
