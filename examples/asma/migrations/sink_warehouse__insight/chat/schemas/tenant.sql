-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: each tenant's own schema
-- sha256: 812b8fee400eaa78c0def6e58768702d17bb3b5e52b8a145cbacde2db41ad5a3

CREATE SCHEMA IF NOT EXISTS {{SCHEMA}};
