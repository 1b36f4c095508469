-- DO NOT EDIT: made by cdc-assets. An edited file is named by every run and kept.
-- target: cdc_management, once per database
-- sha256: 339c0258e214bd83d4ebfda3b05dd8f59fd4bcae9283f1bee0e2179bae3fe488

CREATE SCHEMA IF NOT EXISTS cdc_management;
COMMENT ON SCHEMA cdc_management IS 'What the CDC control plane knows of this database: migrations, merges, offsets.';
