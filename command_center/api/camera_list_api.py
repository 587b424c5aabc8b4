"""Lists of cameras: all, page by page, what a search finds, and as points of a map."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from operator import attrgetter
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import AfterValidator

from command_center.api.guards import TheCentre, TheViewer, signed_in
from command_center.centre import Centre
from command_center.registry.camera_index import IndexedCamera
from command_center.registry.camera_search import CameraSearch
from command_center.registry.map_box import MapBox
from command_center.views.camera_points import CameraPoints
from command_center.views.camera_view import CameraView, ShownState
from sharp_eyes.region_code import RegionCode

router = APIRouter(prefix="/api/v1", tags=["registry"], dependencies=[Depends(signed_in)])

MOST_LISTED = 500
TOTAL = "Sharp-Eyes-Total"
"""The header that says how many cameras fit, whatever the page holds."""

_AT_ONCE = 1_000
_POINT_ENDS = {state: b',"%b"]' % state.encode() for state in get_args(ShownState)}
_JSON = "application/json"


def _a_box(text: str) -> str:
    MapBox.parse(text)
    return text


Words = Annotated[str | None, Query(max_length=100, pattern=r"^[^\x00]*$")]
Region = Annotated[RegionCode | None, Query()]
States = Annotated[list[ShownState] | None, Query(max_length=4)]
Box = Annotated[
    Annotated[str, AfterValidator(_a_box)] | None,
    Query(max_length=100, examples=["117.9,37.0,118.3,37.3"]),
]
_PAGE_HEADERS = {
    TOTAL: {"schema": {"type": "integer"}, "description": "How many fit"},
    "Link": {
        "schema": {"type": "string"},
        "description": 'The page after this one, `<address>; rel="next"` (RFC 8288)',
    },
}


async def _search(
    q: Words = None, region: Region = None, state: States = None, bbox: Box = None
) -> CameraSearch:
    return CameraSearch.of(
        q, region, frozenset(state or ()), None if bbox is None else MapBox.parse(bbox)
    )


TheSearch = Annotated[CameraSearch, Depends(_search)]


@router.get(
    "/cameras", response_model=list[CameraView], responses={200: {"headers": _PAGE_HEADERS}}
)
async def cameras(
    request: Request,
    viewer: TheViewer,
    centre: TheCentre,
    search: TheSearch,
    after: Annotated[str | None, Query(pattern=r"^[0-9]{20}$")] = None,
    limit: Annotated[int | None, Query(ge=1, le=MOST_LISTED)] = None,
) -> Response:
    """List the viewer's cameras; without addresses and passwords.

    All of them in the registry's order, or with ``limit`` a page in the order of ids: the header
    ``Link`` then leads to the page after it, and ``after`` is the last id of the one before. The
    words of ``q`` are looked for in name, id, grid, managing unit and the names of village, town
    and county; ``region`` is a region with all that lies in it, ``state`` can stand more than
    once, ``bbox`` is ``west,south,east,north`` in degrees.
    """
    found = centre.directory.current.index.matching(
        search,
        viewer.reaches_camera,
        centre.board.states_of,
        by_id=limit is not None or after is not None,
    )
    headers = {TOTAL: str(len(found))}
    if after is not None:
        found = found[bisect_right(found, after, key=attrgetter("id")) :]
    if limit is not None and len(found) > limit:
        found = found[:limit]
        asked = [
            (key, value) for key, value in request.query_params.multi_items() if key != "after"
        ]
        following = urlencode([*asked, ("after", found[-1].id)])
        headers["Link"] = f'<{request.url.path}?{following}>; rel="next"'
    return Response(await _views(found, centre), headers=headers, media_type=_JSON)


@router.get("/map/cameras", response_model=CameraPoints)
async def camera_points(
    viewer: TheViewer,
    centre: TheCentre,
    search: TheSearch,
) -> Response:
    """Give the viewer's cameras as points of a map, in the registry's order.

    What is looked for is given as for ``/cameras``. A county's 18,000 points are 1 MB, which a
    page puts together into clusters itself.
    """
    index, states_of = centre.directory.current.index, centre.board.states_of
    found = index.matching(search, viewer.reaches_camera, states_of)
    states = {shard: states_of(shard) for shard in index.shards}
    rows = [
        one.point + _POINT_ENDS[states[one.shard].get(one.id, "unknown")]
        for one in found
        if one.point is not None
    ]
    content = b'{"points":[%b],"unplaced":%d}' % (b",".join(rows), len(found) - len(rows))
    return Response(content, media_type=_JSON)


async def _views(found: Sequence[IndexedCamera], centre: Centre) -> bytes:
    # A county's views take a second to be made and checked one by one; a test holds that these
    # are the same.
    board = centre.board
    views: list[bytes] = []
    for begin in range(0, len(found), _AT_ONCE):
        views.extend(
            b'%b,%b,"time_source":"%b"}'
            % (
                board.change_json(one.id)[:-1],
                one.about,
                board.time_source(one.id).value.encode(),
            )
            for one in found[begin : begin + _AT_ONCE]
        )
        # Whoever else calls is not kept waiting for all of a county.
        await asyncio.sleep(0)
    return b"[%b]" % b",".join(views)
