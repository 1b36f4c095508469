CREATE TYPE [dbo].[Prosent]
    FROM NUMERIC (5, 2) NULL;

