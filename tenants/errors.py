"""What can go wrong between a caller and its tenant."""


class TenancyError(Exception):
    """Base of the errors of this package."""


class UnknownTenant(TenancyError):
    """No tenant has this code; the public answer is a plain 404."""


class ScopeSwitched(TenancyError):
    """A session that belongs to one tenant was asked to work for another."""


class UnsafeDatabaseRole(TenancyError):
    """The database role could see through row-level security; the application must not run."""
