"""Optional: work spread over processes and machines, and Celery's workers."""
