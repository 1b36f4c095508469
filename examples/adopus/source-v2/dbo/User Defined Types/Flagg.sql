CREATE TYPE [dbo].[Flagg]
    FROM BIT NOT NULL;

