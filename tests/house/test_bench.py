"""The country that the benchmark measures on is still one that the portal can show and write in."""

from __future__ import annotations

from bench.cases import PASSWORD, forms, pages
from bench.load import fill_sqlite, load_postgres
from bench.places import MILLIONTHS
from bench.world import NEARLY_ALL, World
from portal.web.application import Portal
from tests.factories.world import csrf_token, password_hash
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.harness.pages import Page

FEW = 200


def test_every_page_of_the_benchmark_is_there(app: Portal, database: SqliteDatabases | PostgresDatabases) -> None:
    if isinstance(database, SqliteDatabases):
        fill_sqlite(
            database.url.removeprefix("sqlite:///"), World(FEW, password_hash(), lambda value: value * MILLIONTHS)
        )
    else:
        load_postgres(database.admin_url.replace("+psycopg", ""), World(FEW, password_hash()))
    browser = app.test_client()
    email = f"manager-{NEARLY_ALL}@example.org"
    sent = {"email": email, "password": PASSWORD, "csrf_token": csrf_token(browser, "/sign-in")}
    assert browser.post("/sign-in", data=sent).status_code == 303
    for case in pages(World(FEW, "")):
        assert browser.get(case.path).status_code == 200, case.name
    for form in forms():
        shown = Page(browser.get(form.path).get_data(as_text=True)).forms[-1].filled()
        assert browser.post(form.path, data={**shown, **form.fields}).status_code == 303, form.name
