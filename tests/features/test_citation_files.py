"""Complete citation files in every format, compared character by character."""

import json

import httpx
import pytest

from tests.features.test_citation_formats import ENDINGS

CLAIM = "claims/milk-and-craters"
BIBTEX = """\
% Gutbone, release {release}: 3 references. CC-BY-4.0.
% Test data about a moon that does not exist; not advice for anyone.

@article{{milk-trial,
  author = {{Luna, A. and Stern, B.}},
  title = {{{{Moon milk \\& <craters>: a "randomised" trial}}}},
  journal = {{Journal of Made-up Trials}},
  year = {{2020}},
  volume = {{7}},
  number = {{2}},
  pmid = {{1}},
  note = {{Verification: DOI and title confirmed.}},
  annote = {{Reference 1 of Gutbone, release {release}. Cited for: Does moon milk fill craters? \
(claims/milk-and-craters, stance supports, certainty low).}},
  pages = {{1--9}},
  doi = {{10.9999/moon.2020.1}},
  url = {{https://example.org/moon-milk}}
}}

"""
RIS = """\
TY  - JOUR
ID  - milk-trial
AU  - Luna, A.
AU  - Stern, B.
TI  - Moon milk & <craters>: a "randomised" trial
T2  - Journal of Made-up Trials
PY  - 2020
VL  - 7
IS  - 2
SP  - 1
EP  - 9
DO  - 10.9999/moon.2020.1
AN  - 1
UR  - https://example.org/moon-milk
N1  - Gutbone, release {release}: 3 references. CC-BY-4.0.
N1  - Test data about a moon that does not exist; not advice for anyone.
N1  - Verification: DOI and title confirmed.
N1  - Reference 1 of Gutbone, release {release}. Cited for: Does moon milk fill craters? \
(claims/milk-and-craters, stance supports, certainty low).
"""
CSL = {
    "id": "mouse-maze",
    "type": "article-journal",
    "author": [{"family": "Maus", "given": "M."}],
    "title": "Mice in a maze on the moon",
    "issued": {"date-parts": [[2019]]},
    "note": "Verification: title confirmed.",
    "annote": "Reference 3 of Gutbone, release {release}. Cited for: Does moon milk fill craters? "
    "(claims/milk-and-craters, stance context, certainty low).",
}


async def file(client: httpx.AsyncClient, style: str, items: str = CLAIM) -> tuple[str, str]:
    """Return a file of citations, and the release that it is of."""
    response = await client.get(f"/v1/citations{ENDINGS[style]}", params={"items": items})
    assert response.status_code == 200
    return response.content.decode("utf-8"), response.headers["gutbone-release"]


async def test_bibtex_file_is_exact(sample_client: httpx.AsyncClient) -> None:
    text, release = await file(sample_client, "bibtex")
    assert text.startswith(BIBTEX.format(release=release))
    assert [line for line in text.splitlines() if line.startswith("@")] == [
        "@article{milk-trial,",
        "@article{moon-watch,",
        "@article{mouse-maze,",
    ]


async def test_ris_file_is_exact(sample_client: httpx.AsyncClient) -> None:
    text, release = await file(sample_client, "ris")
    assert text.startswith(RIS.format(release=release).replace("\n", "\r\n"))
    assert text.split("\r\n")[18:22] == ["ER  - ", "", "TY  - JOUR", "ID  - moon-watch"]
    assert text.count("ER  - \r\n") == 3


async def test_csl_json_field_by_field(sample_client: httpx.AsyncClient) -> None:
    text, release = await file(sample_client, "csl-json")
    records = json.loads(text)
    assert [record["id"] for record in records] == ["milk-trial", "moon-watch", "mouse-maze"]
    assert records[2] == CSL | {"annote": str(CSL["annote"]).format(release=release)}
    assert records[0]["note"].startswith(f"Gutbone, release {release}: 3 references. CC-BY-4.0. Test data")


@pytest.mark.parametrize(("form", "tag"), [("JOUR", "T2"), ("MGZN", "T2"), ("ELEC", "PB"), ("RPRT", "PB")])
async def test_ris_uses_t2_for_journals_and_pb_for_publishers(
    client: httpx.AsyncClient, form: str, tag: str
) -> None:
    text, _ = await file(client, "ris", "guide")
    records = [record for record in text.split("\r\n\r\n") if record.startswith(f"TY  - {form}\r\n")]
    tags = {line[:2] for record in records for line in record.splitlines()} & {"T2", "PB"}
    assert tags == {tag}
