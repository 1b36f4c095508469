-- DO NOT EDIT: made by cdc-assets.
-- target: each tenant's own schema
-- sha256: b203c4bbd605438b725a2d865b898dc8decccb48564fec86884d6837af1df1ab

CREATE SCHEMA IF NOT EXISTS {{SCHEMA}};
