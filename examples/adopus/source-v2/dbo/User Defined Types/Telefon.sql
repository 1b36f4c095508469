CREATE TYPE [dbo].[Telefon]
    FROM VARCHAR (20) NULL;

