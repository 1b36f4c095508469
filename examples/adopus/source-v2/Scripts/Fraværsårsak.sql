MERGE dbo.Fraværsårsak AS mål
USING (VALUES
    (1, N'Syk, egenmelding',  'E',  1, 0, 0, 10),
    (2, N'Syk, sykmelding',   'S',  1, 1, 0, 20),
    (3, N'Sykt barn',         'B',  1, 1, 0, 30),
    (4, N'Velferdspermisjon', 'V',  1, 0, 0, 40),
    (5, N'Ugyldig fravær',    'U',  0, 0, 1, 90)
) AS kilde (ÅrsakId, Navn, NavKode, [Gyldig fravær], KreverDokumentasjon, TrekkesIYtelse, Sortering)
ON mål.ÅrsakId = kilde.ÅrsakId
WHEN NOT MATCHED THEN
    INSERT (ÅrsakId, Navn, NavKode, [Gyldig fravær], KreverDokumentasjon, TrekkesIYtelse, Sortering)
    VALUES (kilde.ÅrsakId, kilde.Navn, kilde.NavKode, kilde.[Gyldig fravær], kilde.KreverDokumentasjon,
            kilde.TrekkesIYtelse, kilde.Sortering);
GO
