"""What people see and send; each module names its addresses in `paths`."""
