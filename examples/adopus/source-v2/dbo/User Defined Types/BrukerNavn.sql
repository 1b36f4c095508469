CREATE TYPE [dbo].[BrukerNavn]
    FROM NVARCHAR (50) NULL;

