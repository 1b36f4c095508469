-- DO NOT EDIT: made by cdc-assets.
-- sha256: 4ecb6cca6125cc643e7a8668559d54f6fcdc8939a1145a29d3f9770e1ed535dd

CREATE SCHEMA IF NOT EXISTS cdc_management;
COMMENT ON SCHEMA cdc_management IS 'What the CDC control plane knows of this database: migrations, merges, offsets.';
