-- Kjøres av SQL Agent natt til den første.
CREATE PROCEDURE [dbo].[spKjørMånedsoppgjør]
    @År SMALLINT,
    @Måned TINYINT,
    @Deltakere [dbo].[IdListe] READONLY
AS
BEGIN
    SET NOCOUNT ON;

    CREATE TABLE #Fravær (
        TiltakId INT      NOT NULL,
        actno    INT      NOT NULL,
        Periode  SMALLINT NOT NULL,
        Dager    TINYINT  NOT NULL,
        PRIMARY KEY (TiltakId, actno, Periode)
    );

    INSERT #Fravær (TiltakId, actno, Periode, Dager)
    SELECT   f.TiltakId, f.actno, f.Periode, count(*)
    FROM     dbo.Fraver AS f
             JOIN @Deltakere AS d ON d.Id = f.actno
    WHERE    year(f.FraDato) = @År AND month(f.FraDato) = @Måned
    GROUP BY f.TiltakId, f.actno, f.Periode;

    UPDATE m
    SET    m.[Fraværsdager gyldig] = f.Dager,
           m.Kjørt = getdate(),
           m.[Kjørt av] = suser_sname()
    FROM   dbo.Månedsoppgjør AS m
           JOIN #Fravær AS f ON f.TiltakId = m.TiltakId AND f.actno = m.actno AND f.Periode = m.Periode
    WHERE  m.År = @År AND m.Måned = @Måned AND m.Låst = 0;
END
GO
GRANT EXECUTE
    ON OBJECT::[dbo].[spKjørMånedsoppgjør] TO [adopus_drift]
    AS [dbo];
