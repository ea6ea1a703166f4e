"""The denominators: Flask pages with nothing in them but the work itself.

``full`` reads a session and a user, lists 25 rows, says about how many there are and carries a token; ``detail`` shows
one row and its 25 children; ``post`` checks a token, writes two rows and commits to disk. Plain drivers, one template.
"""

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, abort, redirect, request, session

app = Flask(__name__)
app.secret_key = "bare"
DATABASE = os.environ.get("BARE_DATABASE", "")
POSTGRES = DATABASE.startswith("postgresql")
ABOUT_HOW_MANY = (
    "SELECT reltuples::bigint FROM pg_class WHERE relname = 'bare_row'" if POSTGRES else "SELECT max(id) FROM bare_row"
)
COLUMNS = "id, title, partner, status, value, due"
NAV = ("home", "register", "consultations", "feedback", "audits", "people", "me", "out")
PAGE = app.jinja_env.from_string(
    """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/style.css"></head><body><a href="#main">Skip</a>
<header><nav>{% for name in nav %}<a href="/{{ name }}">{{ name }}</a> {% endfor %}</nav></header>
<main id="main"><h1>{{ title }}</h1>
{% if token %}<form method="post" action="/post">
<input type="hidden" name="token" value="{{ token }}"><input name="q"></form>{% endif %}
<table><thead><tr><th>Reference<th>Title<th>Partner<th>Status<th>Value<th>Due</tr></thead><tbody>
{% for row in rows %}<tr><td><a href="/row/{{ row[0] }}">{{ row[0] }}</a><td>{{ row[1] }}<td>{{ row[2] }}
<td>{{ row[3] }}<td>{{ row[4] }}<td>{{ row[5] }}</tr>
{% endfor %}</tbody></table><p>{{ total }}</p></main></body></html>"""
)
_local = threading.local()


def execute(statement: str, values: tuple[Any, ...] = ()) -> Any:
    """Run one statement on this thread's connection; ``?`` marks a value on both databases."""
    if not hasattr(_local, "connection"):
        if POSTGRES:
            _local.connection = psycopg.connect(DATABASE, autocommit=True)
        else:
            _local.connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=10)
            _local.connection.execute("PRAGMA synchronous=FULL")
    return _local.connection.execute(statement.replace("?", "%s") if POSTGRES else statement, values)


@app.get("/sign-in")
def sign_in() -> str:
    """Make the session that the other pages read."""
    session["user"], session["token"] = 1, "t0ken"
    return "ok"


@app.get("/full")
def full() -> str:
    """A session, a user, 25 rows and a token."""
    if "user" not in session:
        abort(403)
    user = execute("SELECT id, name FROM bare_user WHERE id = ?", (session["user"],)).fetchone()
    rows = execute(f"SELECT {COLUMNS} FROM bare_row ORDER BY id DESC LIMIT 25").fetchall()
    total = execute(ABOUT_HOW_MANY).fetchone()[0]
    return PAGE.render(rows=rows, title=user[1], nav=NAV, token=session["token"], total=total)


@app.get("/detail")
def detail() -> str:
    """One row and its children."""
    row = execute(f"SELECT {COLUMNS}, body FROM bare_row WHERE id = 500").fetchone()
    children = execute(
        "SELECT id, note, who, 'x', 1, '2026' FROM bare_child WHERE row_id = 500 ORDER BY id LIMIT 25"
    ).fetchall()
    return PAGE.render(rows=children, title=row[1], nav=NAV)


@app.post("/post")
def post() -> Any:
    """Two rows in one durable transaction."""
    if request.form.get("token") != session.get("token"):
        abort(400)
    execute("BEGIN")
    sent = (request.form["title"], request.form["partner"], request.form["body"])
    made = execute("INSERT INTO bare_sent (title, partner, body) VALUES (?, ?, ?) RETURNING id", sent).fetchone()[0]
    execute("INSERT INTO bare_log (who, what, about) VALUES (?, 'create', ?)", (session["user"], made))
    execute("COMMIT")
    return redirect(f"/row/{made}", 303)


def seed(rows: int = 10_000) -> None:
    """Make and fill the tables that the pages read."""
    key = "bigserial PRIMARY KEY" if POSTGRES else "integer PRIMARY KEY"
    for table in ("bare_user", "bare_row", "bare_child", "bare_sent", "bare_log"):
        execute(f"DROP TABLE IF EXISTS {table}")
    execute("CREATE TABLE bare_user (id int PRIMARY KEY, name text)")
    execute("INSERT INTO bare_user VALUES (1, 'Ann')")
    execute(f"CREATE TABLE bare_row (id {key}, title text, partner text, status text, value int, due text, body text)")
    execute(f"CREATE TABLE bare_child (id {key}, row_id int, note text, who text)")
    execute(f"CREATE TABLE bare_sent (id {key}, title text, partner text, body text)")
    execute(f"CREATE TABLE bare_log (id {key}, who int, what text, about bigint)")
    execute("BEGIN")
    for number in range(1, rows + 1):
        execute(
            "INSERT INTO bare_row (title, partner, status, value, due, body) VALUES (?, ?, ?, ?, ?, ?)",
            (
                f"Harbour school shared service {number}",
                f"Partner {number % 500}",
                ("draft", "open", "review", "closed")[number % 4],
                number * 13 % 100_000,
                f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                "housing nature youth elder clinic market museum water rail park " * 4,
            ),
        )
    for number in range(10_000):
        execute(
            "INSERT INTO bare_child (row_id, note, who) VALUES (?, ?, ?)",
            (number // 25 + 400, f"note {number}", f"user {number % 97}"),
        )
    execute("COMMIT")
    execute("CREATE INDEX bare_child_row ON bare_child (row_id)")
    execute("ANALYZE")


if DATABASE:
    seed()
