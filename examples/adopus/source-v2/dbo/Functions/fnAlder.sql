CREATE FUNCTION [dbo].[fnAlder]
(@Født DATE, @Dato DATE)
RETURNS INT
AS
BEGIN
    RETURN datediff(YEAR, @Født, @Dato)
           - CASE WHEN dateadd(YEAR, datediff(YEAR, @Født, @Dato), @Født) > @Dato THEN 1 ELSE 0 END;
END
