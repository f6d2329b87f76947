"""How far a replica, a PostgreSQL standby, is behind its primary."""

from sqlalchemy import Connection, text

REPLICA_LAG = text(
    """
    SELECT CASE
        WHEN NOT pg_is_in_recovery() THEN NULL
        WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
            AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
        ELSE greatest(0, extract(epoch FROM clock_timestamp()
            - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time())))
    END
    """
)
"""0 if all that was received is replayed: the last transaction of an idle primary is old."""


def replica_lag_seconds(connection: Connection) -> float | None:
    """Return the seconds since the transaction that a standby replayed last, 0 if it has replayed all.

    None if the database is no standby. Without a connection to its primary a standby cannot know whether it
    has all, so the seconds count. Raises SQLAlchemyError.
    """
    if connection.dialect.name != "postgresql":
        return None
    lag = connection.scalar(REPLICA_LAG)
    return None if lag is None else float(lag)
