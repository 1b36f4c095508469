-- DO NOT EDIT: made by cdc-assets.
-- sha256: 5f97e167f69ded66e4cdcfa764f98fb9743e908b3dec68e38fad7b477a1430a3

CREATE TABLE {{SCHEMA}}."stg_DokumentMal" (
    LIKE cdc_management.staging_columns INCLUDING DEFAULTS, -- 42ed3167
    "MalId" integer,
    "Navn" text,
    "Gruppe" text,
    "Versjon" smallint,
    "Utgått" boolean,
    "_customer_id" uuid
) PARTITION BY LIST ("__slot");

COMMENT ON TABLE {{SCHEMA}}."stg_DokumentMal" IS 'Change events of dbo.DokumentMal waiting for their merge';
