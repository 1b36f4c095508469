"""What people do with all tenants at once, beyond the chain: preview changes, adopt a running system, off-board."""
