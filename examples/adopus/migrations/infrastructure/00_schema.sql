-- DO NOT EDIT: made by cdc-assets.
-- sha256: 108543bb0f9ccec749abf6bececbe95f4b3fa8b557072b6f5faefc0460af0567

CREATE SCHEMA IF NOT EXISTS cdc_management;
COMMENT ON SCHEMA cdc_management IS 'What the CDC control plane knows of this database: migrations, merges, offsets.';

REVOKE ALL ON ALL ROUTINES IN SCHEMA cdc_management FROM PUBLIC;
