-- How long the clean-up job keeps changes: 4320 minutes. Takes effect with the job's next run.
-- Keep it well above the longest outage of the connector: what is cleaned before it was read is lost.
EXEC sys.sp_cdc_change_job @job_type = N'cleanup', @retention = 4320;
GO
