"""Writes a CMOS database for CMOS Operations, with SQLite's own locks. Standard library only.

Reads one JSON request a line from standard input and answers each with one line. Whatever is not committed when the
input ends is rolled back, so a vanished parent leaves nothing half done. src/writer/node-sqlite.ts does the same.
"""

import json
import os
import shutil
import sqlite3
import sys
import time
from pathlib import Path

FAILURES = {
    5: "locked",
    6: "locked",
    3: "read-only",
    8: "read-only",
    10: "io-error",
    13: "disk-full",
    15: "no-locks",
}
# SQLite's codes of an I/O error where a lock, or the memory that processes share in WAL mode, cannot be had.
NO_LOCKS = (2058, 2314, 3594, 3850, 4618, 5130, 5386)
# Before Python 3.11 an error has no code of SQLite's.
WORDS = (("locked", "locked"), ("readonly", "read-only"), ("is full", "disk-full"), ("locking protocol", "no-locks"))


class Refused(Exception):
    def __init__(self, failure, message, **details):
        super().__init__(message)
        self.answer = {"ok": False, "failure": failure, "message": message, **details}


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def stored(value):
    return bytes.fromhex(value["blob"]) if isinstance(value, dict) else value


def shown(value):
    if isinstance(value, bytes):
        return {"blob": value.hex()}
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        return str(value)
    return value


def where(key):
    return " AND ".join(f"{quoted(column)} IS ?" for column in key), [stored(value) for value in key.values()]


def whole(connection, table, key):
    condition, values = where(key)
    try:
        cursor = connection.execute(f"SELECT rowid AS rowid, * FROM {quoted(table)} WHERE {condition}", values)
    except sqlite3.OperationalError:
        # A table without rowids.
        cursor = connection.execute(f"SELECT * FROM {quoted(table)} WHERE {condition}", values)
    row = cursor.fetchone()
    return None if row is None else {column[0]: shown(value) for column, value in zip(cursor.description, row)}


def connect(database, timeout):
    if not os.path.isfile(database):
        raise Refused("failed", "There is no database file.")
    uri = Path(os.path.abspath(database)).as_uri() + "?mode=rw"
    connection = sqlite3.connect(uri, uri=True, timeout=timeout / 1000, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def apply(connection, index, change):
    table = change["table"]
    if change["kind"] == "insert":
        row = change["row"]
        columns = ", ".join(map(quoted, row))
        marks = ", ".join("?" for _ in row)
        cursor = connection.execute(
            f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", [stored(value) for value in row.values()]
        )
        return whole(connection, table, change.get("key") or {"rowid": cursor.lastrowid})
    before = change["before"]
    key_condition, key_values = where(change["key"])
    condition, values = where({**change["key"], **before})
    if connection.execute(f"SELECT 1 FROM {quoted(table)} WHERE {condition}", values).fetchone() is None:
        found = whole(connection, table, change["key"])
        if found is not None:
            found = {column: found.get(column) for column in before}
        raise Refused("changed", "A row is not as it was.", change=index, found=found)
    total = connection.total_changes
    if change["kind"] == "delete":
        cursor = connection.execute(f"DELETE FROM {quoted(table)} WHERE {key_condition}", key_values)
        after = None
    else:
        assignments = ", ".join(f"{quoted(column)} = ?" for column in change["after"])
        cursor = connection.execute(
            f"UPDATE {quoted(table)} SET {assignments} WHERE {key_condition}",
            [stored(value) for value in change["after"].values()] + key_values,
        )
        moved = {column: change["after"].get(column, value) for column, value in change["key"].items()}
        after = whole(connection, table, moved)
    if cursor.rowcount != 1:
        raise Refused("failed", f"{cursor.rowcount} rows have the key of one.", change=index)
    # What goes with it stands in no change set: it could not be shown before, nor brought back.
    if change["kind"] == "delete" and connection.total_changes - total > 1:
        raise Refused("cascades", "Other rows would go with it.", change=index)
    return after


def copy(source, target, timeout):
    """SQLite's own backup, all pages in one step; it knows no waiting of its own."""
    end = time.monotonic() + timeout / 1000
    while True:
        try:
            return source.backup(target)
        except sqlite3.OperationalError as error:
            if failure_of(error) != "locked" or time.monotonic() > end:
                raise
            time.sleep(0.01)


def failure_of(error):
    code = getattr(error, "sqlite_errorcode", None)
    if code in NO_LOCKS:
        return "no-locks"
    if code is not None and (code & 0xFF) in FAILURES:
        return FAILURES[code & 0xFF]
    text = str(error)
    return next((failure for word, failure in WORDS if code is None and word in text), "failed")


class Writer:
    def __init__(self):
        self.connection = None

    def end(self, statement):
        connection, self.connection = self.connection, None
        if connection is None:
            raise Refused("failed", "Nothing is prepared.")
        try:
            connection.execute(statement)
        finally:
            connection.close()
        return {}

    def prepare(self, request):
        self.connection = connect(request["database"], request["timeout"])
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            return {"rows": [apply(self.connection, *each) for each in enumerate(request["changes"])]}
        except BaseException:
            # Closing rolls back.
            self.connection.close()
            self.connection = None
            raise

    def read(self, request):
        connection = self.connection or connect(request["database"], request["timeout"])
        try:
            return {"rows": [whole(connection, each["table"], each["key"]) for each in request["keys"]]}
        finally:
            if connection is not self.connection:
                connection.close()

    def backup(self, request):
        source = connect(request["database"], request["timeout"])
        try:
            if os.path.lexists(request["target"]):
                raise Refused("failed", "The copy's file is there already.")
            target = sqlite3.connect(request["target"], isolation_level=None)
            try:
                copy(source, target, request["timeout"])
                # The copy stands alone, whatever the journal mode is.
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()
        finally:
            source.close()
        owner = os.stat(request["database"])
        try:
            os.chown(request["target"], owner.st_uid, owner.st_gid)
        except (AttributeError, OSError):
            pass  # Only the superuser may give a file away; Windows has no such call.
        shutil.copymode(request["database"], request["target"])
        with open(request["target"], "rb+") as file:
            os.fsync(file.fileno())
        return {}

    def answer(self, request):
        try:
            if request["do"] == "prepare":
                return {"ok": True, **self.prepare(request)}
            if request["do"] == "read":
                return {"ok": True, **self.read(request)}
            if request["do"] == "backup":
                return {"ok": True, **self.backup(request)}
            return {"ok": True, **self.end({"commit": "COMMIT", "rollback": "ROLLBACK"}[request["do"]])}
        except Refused as refused:
            return refused.answer
        except (sqlite3.Error, OSError, ValueError) as error:
            return {"ok": False, "failure": failure_of(error), "message": str(error)}


def main():
    def say(message):
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()

    version = ".".join(map(str, sys.version_info[:3]))
    say({"engine": f"Python {version} (SQLite {sqlite3.sqlite_version})", "interpreter": sys.executable})
    writer = Writer()
    while line := sys.stdin.buffer.readline():
        say(writer.answer(json.loads(line)))


main()
