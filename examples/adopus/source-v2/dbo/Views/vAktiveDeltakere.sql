CREATE VIEW [dbo].[vAktiveDeltakere]
AS
SELECT d.TiltakId, d.actno, d.Periode, a.Visningsnavn, t.Navn AS Tiltak, d.StartDato
FROM   dbo.Tiltaksdeltaker AS d
       JOIN dbo.Actor AS a ON a.actno = d.actno
       JOIN dbo.Tiltak AS t ON t.TiltakId = d.TiltakId
WHERE  d.Status = 1
       AND (d.SluttDato IS NULL OR d.SluttDato >= CONVERT (DATE, getdate()));
