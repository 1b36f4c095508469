-- Removes changes of AdOpusTest that every consumer has taken.
-- A mark is the lowest of what all targets have merged and what the connector has committed; only what is below goes.

-- dbo.Actor, dbo_Actor: directory_dev.avansas.Actor is at 00000000:00000000:03e8, the lowest of all consumers.
-- The procedure takes only marks that stand in cdc.lsn_time_mapping: the nearest one below is chosen.
DECLARE @low_water_mark binary(10) = (
    SELECT MAX(m.start_lsn) FROM cdc.lsn_time_mapping AS m WHERE m.start_lsn <= 0x000000000000000003E8
);
IF @low_water_mark IS NOT NULL
BEGIN
    EXEC sys.sp_cdc_cleanup_change_table
        @capture_instance = N'dbo_Actor',
        @low_water_mark = @low_water_mark,
        @threshold = 5000;
END;
GO

-- dbo.Actor, dbo_Actor_2: directory_dev.avansas.Actor is at 00000000:00000000:03e8, the lowest of all consumers.
-- The procedure takes only marks that stand in cdc.lsn_time_mapping: the nearest one below is chosen.
DECLARE @low_water_mark binary(10) = (
    SELECT MAX(m.start_lsn) FROM cdc.lsn_time_mapping AS m WHERE m.start_lsn <= 0x000000000000000003E8
);
IF @low_water_mark IS NOT NULL
BEGIN
    EXEC sys.sp_cdc_cleanup_change_table
        @capture_instance = N'dbo_Actor_2',
        @low_water_mark = @low_water_mark,
        @threshold = 5000;
END;
GO

-- salg.Ordre, salg_Ordre: no target says what it has merged.
-- Nothing is removed.

-- dbo.Full, dbo_Full: no target says what it has merged.
-- Nothing is removed.

-- dbo.Full, dbo_Full_2: no target says what it has merged.
-- Nothing is removed.

-- dbo.Logg, dbo_Logg: no target says what it has merged.
-- Nothing is removed.
