"""A regulator's page of notices, the whole way: a notice, of the regulator's country, in the regulator's own language."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from tasks.lake import open_lake, run
from tasks.publish import publish
from tasks.publish.shell import connect
from tasks.replay import STEPS
from tests.tasks.fetch.site import HOST, fetched, lake_over, reply, serving

BATCH = "2026-11-20T0600"
LISTED = """<html lang="pt-BR"><body><nav><a href="/">Todas as nossas páginas</a></nav><ul>
<li><time datetime="2026-11-19">19/11</time>
<a href="/despacho/7">Conselho abre inquérito contra a Vantor</a></li></ul></body></html>"""
NOTICE = """<html><head><title>Conselho abre inquérito contra a Vantor</title></head><body><article>
<h1>Conselho abre inquérito contra a Vantor</h1>
<p>O conselho abriu na quinta-feira um inquérito contra a Vantor por suspeita de abuso de posição dominante no mercado
de nuvem, depois de uma queixa apresentada por três empresas do setor que pedem acesso aos mesmos preços.</p>
<p>A empresa tem quinze dias para responder ao despacho e disse que vai colaborar com a investigação.</p>
</article></body></html>"""


def test_a_notice_of_a_regulator(tmp_path: Path) -> None:
    with serving({"/despachos": reply(LISTED.encode()), "/despacho/7": reply(NOTICE.encode())}) as site:
        lake = lake_over(site, tmp_path, urls=(f"http://{HOST}/despachos",), format_="notices")
        path = tmp_path / "sources.toml"
        text = path.read_text().replace('"wire"', '"regulator"').replace('"GB"', '"BR"').replace('"en"', '"pt-BR"')
        path.write_text(text)
        lake = open_lake(replace(lake.settings, sources_file=path))
        fetched(lake, BATCH)
    for step in STEPS.values():
        run(lake, step, BATCH)
    publish(lake)
    with closing(connect(lake)) as connection:
        rows = connection.execute("select article_kind, country, language, title, outlet from articles").fetchall()
    assert rows == [("notice", "BR", "pt-BR", "Conselho abre inquérito contra a Vantor", "S0")]
