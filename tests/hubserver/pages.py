"""Static Spaces: the files of their repository, handed out as they are, with the headers that their card asks for.

The Hub gives each an origin of its own; here each has a path.
"""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from hubserver.access import Open, Segment, hub_of, no_entry
from hubserver.cards import card_data

router = APIRouter()


@router.get("/pages/{kinds}/{owner}/{name}/{path:path}")
async def page(request: Request, repo: Open, path: Segment) -> FileResponse:
    commit = hub_of(request).space(repo).page
    assert commit, f"{repo.name} is no static Space that is served"
    card = card_data(repo.text(commit, "README.md"))
    name = path or card.get("app_file", "index.html")
    entry = commit.files.get(name)
    if entry is None:
        raise no_entry(commit, name)
    headers = card.get("custom_headers", {})
    return FileResponse(repo.object(entry.key), headers=headers, filename=name, content_disposition_type="inline")
