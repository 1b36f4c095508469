CREATE TYPE [dbo].[Organisasjonsnummer]
    FROM CHAR (9) NULL;

