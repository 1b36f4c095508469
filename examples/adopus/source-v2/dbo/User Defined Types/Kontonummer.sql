-- Kildekoden ligger i AdOpus.SqlTypes (C#).
CREATE TYPE [dbo].[Kontonummer]
    EXTERNAL NAME [AdOpus.SqlTypes].[AdOpus.SqlTypes.Kontonummer];

