CREATE TYPE [dbo].[Personnummer]
    FROM NCHAR (11) NOT NULL;

