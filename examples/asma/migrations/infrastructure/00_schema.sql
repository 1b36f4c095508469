-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: cdc_management, once per database
-- sha256: 5cc2bd6b8c81ced72657e779dcf9cd5777bf0534ae8dddf7541267e24c4bdfea

CREATE SCHEMA IF NOT EXISTS cdc_management;
COMMENT ON SCHEMA cdc_management IS 'What the CDC control plane knows of this database: migrations, merges, offsets.';
