"""The guide of classic Neo4j Browser: one page a question, with statements that go into the editor on a click.

Everything that comes from a front matter is escaped. No script, nothing from elsewhere: Neo4j Browser takes out the one
and asks for the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from graph.browser.looks import MAIN, looks
from graph.browser.statement import as_graph, as_table
from graph.drawings import drawing
from graph.front_matter import Query

FIRST = "triads"
"""The question that the guide begins with, of those that there are."""

ALL_OF_THE_MODEL = "CALL db.schema.visualization()"
AROUND = """// Everything around one work
// Change the DOI in the next line; at most 100 paths.
WITH '10.1126/sciadv.1501513' AS asked_doi
MATCH path = (w:Work)--(n)
WHERE w.doi = asked_doi
RETURN path
LIMIT 100
"""
COUNTS = """// What is loaded
MATCH (w:Work)
RETURN count(w) AS works, count(CASE WHEN w.readable THEN 1 END) AS readable
"""


def guide(questions: Iterable[Query], address: str) -> str:
    """The guide as HTML. address: where the style is served, without a slash at its end."""
    asked = sorted(questions, key=lambda one: (one.name != FIRST, drawing(one) is None))
    pages = [_start(asked, address), _graph(), *(_question(one) for one in asked)]
    slides = "\n".join(
        f'<slide class="row-fluid">\n<div class="col-sm-12">\n{page}\n</div>\n</slide>' for page in pages
    )
    return (
        "<title>coauthgraph</title>\n"
        f'<article class="guide">\n<carousel class="deck container-fluid">\n{slides}\n</carousel>\n</article>\n'
    )


def _start(asked: list[Query], address: str) -> str:
    labels = " ".join(
        f'<span style="background-color:{look.colour};color:{look.text};padding:1px 9px;border-radius:9px">'
        f"{escape(look.label)}</span>"
        for look in looks().values()
        if look.label in MAIN
    )
    rows = "\n".join(
        f"<tr><td>{number}</td><td>{escape(one.title)}</td><td>{escape(one.question)}</td></tr>"
        for number, one in enumerate(asked, 3)
    )
    return f"""<h3>Who publishes with whom across borders</h3>
<p>1. Colours and captions: <a data-exec="style {escape(address)}/style.grass">:style {escape(address)}/style.grass</a>
{labels}</p>
<p>2. Draw only what an answer rests on: <a data-exec="config {{&quot;autoComplete&quot;: false}}">switch off "Connect
result nodes"</a>. With it the Browser adds every relationship that there is between the nodes drawn.</p>
<p>3. Go on with the arrow at the side, one page a question. A click on a statement puts it into the editor; change the
values in its first lines, and run it.</p>
<p>A common paper shows that names and addresses were printed together. An address is a fact about a paper, not about a
person's nationality. Nothing found is not nothing there: see how many works have a readable affiliation.</p>
{_runnable(COUNTS)}
<table>
<tr><th>page</th><th>title</th><th>question</th></tr>
{rows}
</table>"""


def _graph() -> str:
    return f"""<h3>The graph</h3>
<p>A work involves the countries in which its printed addresses lie, and names their institutions. Each conclusion has its
rule and its confidence; <code>review</code> says that a person must look.</p>
{_runnable(ALL_OF_THE_MODEL)}
<p>Everything around one work:</p>
{_runnable(AROUND)}"""


def _question(query: Query) -> str:
    parts = [f"<h3>{escape(query.title)}</h3>", f"<p>{escape(query.question)}</p>"]
    if found := drawing(query):
        parts += [
            f"<p>As a graph, the first {found.rows} rows, with the table beside it. {escape(found.draws)}</p>",
            _runnable(as_graph(query)),
        ]
    parts += ["<p>As a table, all rows:</p>", _runnable(as_table(query))]
    cautions = "\n".join(f"<li>{escape(one)}</li>" for one in query.caveats)
    parts.append(f"<h4>Cautions</h4>\n<ul>\n{cautions}\n</ul>")
    rows = "\n".join(
        f"<tr><td><code>{escape(one.name)}</code></td><td>{escape(one.meaning)}</td></tr>"
        for one in query.columns
    )
    parts.append(f"<h4>Columns</h4>\n<table>\n{rows}\n</table>")
    if query.computed:
        names = ", ".join(one.name for one in query.computed)
        parts.append(
            f"<p>Not computed in Neo4j Browser: {escape(names)} (coauth query {escape(query.name)}).</p>"
        )
    return "\n".join(parts)


def _runnable(statement: str) -> str:
    return f'<pre class="pre-scrollable code runnable">{escape(statement.strip(), quote=False)}</pre>'
