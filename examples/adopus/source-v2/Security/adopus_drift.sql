CREATE ROLE [adopus_drift]
    AUTHORIZATION [dbo];
