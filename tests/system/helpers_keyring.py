"""Keyrings for tests: one that keeps everything in memory, one that is locked."""


class MemoryKeyring:
    """Keeps secrets while it lives."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class LockedKeyring:
    """Refuses everything, quoting the secret in its error as careless ones do."""

    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"cannot keep {password}")

    def delete_password(self, service: str, username: str) -> None:
        raise OSError("locked")
