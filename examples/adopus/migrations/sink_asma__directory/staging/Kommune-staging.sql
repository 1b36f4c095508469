-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- source: dbo.Kommune of AdOpusTest, service adopus
-- target: Kommune in each tenant's schema, sink_asma.directory
-- templates: customer_id
-- sha256: 93a8e3952ee7af4e87e7865d72714e601d55c016311bd2ae816ce9036d3a2a16

CREATE TABLE {{SCHEMA}}."stg_Kommune" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "Kommunenr" text,
    "Grense" bytea,
    "Navn" text,
    "SamiskNavn" text,
    "Fylkesnr" text,
    "Fylke" text,
    "Innbyggere" integer,
    "Areal km²" numeric,
    "GyldigFra" date,
    "GyldigTil" date,
    "Erstattes av" text,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_Kommune" IS 'Change events of dbo.Kommune waiting for their merge';
