-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: each tenant's own schema
-- sha256: 257da8f90e2b034ce71b3e325409c2d6203d8de92b542d0df544941f5da4c195

CREATE SCHEMA IF NOT EXISTS {{SCHEMA}};
