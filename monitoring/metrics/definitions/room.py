"""Capacity of machine rooms, and what departments ask of them: figures of the inventory itself."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Text

ROOM: Final = '{site=~"$site", location=~"$location"}'

METRICS: Final = (
    Metric(
        "infoport_room_rack_units",
        "gauge",
        scope="services",
        labels=("site", "location"),
        help=Text("Height of all racks of a room, in rack units.", "机房全部机柜的高度，单位U。"),
        origin="the inventory",
    ),
    Metric(
        "infoport_room_used_rack_units",
        "gauge",
        scope="services",
        labels=("site", "location"),
        help=Text("Rack units of a room that devices take.", "机房已被设备占用的U数。"),
        origin="the inventory",
        panels=(
            Panel(
                "room",
                Text("Rack units in use", "已用U位占比"),
                "{m}" + ROOM + " / infoport_room_rack_units" + ROOM,
                "percentunit",
                "gauge",
                "{{location}}",
            ),
        ),
        alerts=(
            Alert(
                "RoomFull",
                "{m} / infoport_room_rack_units > 0.9",
                Text(
                    "{{ $labels.location }} has less than a tenth of its rack units free",
                    "{{ $labels.location }} 剩余U位不足十分之一",
                ),
                "1h",
                "warning",
                example="95x120",
                labels='site="main", location="room"',
                after=90,
                others=(('infoport_room_rack_units{site="main", location="room"}', "100x120"),),
            ),
        ),
    ),
    Metric(
        "infoport_hosting_requests",
        "gauge",
        scope="services",
        labels=("state", "item"),
        help=Text("Hosting requests by their state.", "各状态的托管申请数。"),
        origin="the inventory",
        panels=(
            Panel("hosting", Text("Requests by state", "各状态的申请"), "sum by (state) ({m})", legend="{{state}}"),
            Panel("hosting", Text("Requests by kind", "各类申请"), "sum by (item) ({m})", "short", "table"),
            Panel("hosting", Text("Requests", "申请总数"), "sum({m})", kind="stat"),
        ),
    ),
    Metric(
        "infoport_differences",
        "gauge",
        scope="services",
        labels=("rule",),
        help=Text("Open differences between the inventory and what devices state.", "台账与设备所述之间的未决差异数。"),
        origin="the audit",
        panels=(Panel("city", Text("Open differences", "未决差异"), "sum({m}) or vector(0)", kind="stat"),),
    ),
)
