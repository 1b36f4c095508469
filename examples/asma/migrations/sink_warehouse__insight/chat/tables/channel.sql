-- DO NOT EDIT: made by cdc-assets.
-- source: dbo.channel of AsmaChatTest, service chat
-- target: channel in each tenant's schema, sink_warehouse.insight
-- sha256: e389a23d4593e8dfc35358245a56063ba520bfefda08f477e1226ffec1fe322e

CREATE TABLE {{SCHEMA}}."channel" (
    "customer_id" uuid NOT NULL,
    "channel_id" uuid NOT NULL,
    "name" varchar(80),
    "topic" varchar(250),
    "kind" varchar(1),
    "created_by" integer,
    "created_at" timestamptz(3),
    "archived_at" timestamptz(3),
    LIKE cdc_management.final_columns INCLUDING ALL, -- 0d10c904
    CONSTRAINT "channel_pkey" PRIMARY KEY ("customer_id", "channel_id")
);

SELECT cdc_management.comment_on(cdc_management.relation_of(NULL::{{SCHEMA}}."channel"), $cdc${
    "": "Replica of dbo.channel (service chat); rows of several tenants, told apart by customer_id",
    "customer_id": "customer_id uniqueidentifier not null; lost: sort order differs",
    "channel_id": "channel_id uniqueidentifier not null; lost: sort order differs",
    "name": "name nvarchar(80) not null",
    "topic": "topic nvarchar(250) null",
    "kind": "kind char(1) not null; lost: pad blanks",
    "created_by": "created_by int not null",
    "created_at": "created_at datetimeoffset(3) not null; lost: the offset itself",
    "archived_at": "archived_at datetimeoffset(3) null; lost: the offset itself"
}$cdc$);
