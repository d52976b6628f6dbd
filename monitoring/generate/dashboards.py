"""Dashboards for Grafana, in both languages. Needs `grafana-foundation-sdk`, a tool of developers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from grafana_foundation_sdk.builders import common, dashboard, gauge, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as shapes
from grafana_foundation_sdk.models.dashboard import DashboardLinkType, DataSourceRef
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from monitoring.metrics.metric import Text
from monitoring.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitoring.metrics.metric import Metric, Panel

Language: TypeAlias = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
SOURCE: Final = "${datasource}"
HEIGHT: Final = 8
WIDTH: Final = 24
BUILDERS: Final[dict[str, Any]] = {
    "timeseries": timeseries.Panel, "stat": stat.Panel, "gauge": gauge.Panel, "table": table.Panel,
}  # fmt: skip


class Board(NamedTuple):
    """A dashboard: what it is called, its variables, and the page of Infoport that it leads back to."""

    title: Text
    variables: tuple[str, ...]
    page: str


BOARDS: Final = {
    "city": Board(Text("City", "全市总览"), ("site", "role"), "/"),
    "room": Board(Text("Machine room", "机房"), ("site", "location"), "/dcim/locations/"),
    "device": Board(Text("Network device", "网络设备"), ("device",), "/dcim/devices/?name=${device}"),
    "interface": Board(
        Text("Interface", "接口"), ("device", "interface"), "/dcim/interfaces/?device=${device}&name=${interface}"
    ),
    "segment": Board(Text("Segment", "网络域"), ("segment",), "/segments/segments/?slug=${segment}"),
    "service": Board(Text("Service", "应用服务"), ("service",), "/services/application-services/?slug=${service}"),
    "conferencing": Board(Text("Video conferencing", "视频会议"), (), "/conferencing/venues/"),
    "web": Board(Text("Web sites", "网站群"), (), "/services/application-services/?kind=website"),
    "hotline": Board(Text("Citizens' hotline", "市长公开电话"), (), "/services/application-services/?slug=hotline"),
    "hosting": Board(Text("Hosting", "托管"), (), "/hosting/requests/"),
}  # fmt: skip
VARIABLES: Final = {
    "site": ("label_values(infoport_device_info, site)", Text("Site", "站点")),
    "role": ("label_values(infoport_device_info, role)", Text("Role", "角色")),
    "location": ('label_values(infoport_device_info{site=~"$site"}, location)', Text("Room", "机房")),
    "device": ("label_values(infoport_device_info, device)", Text("Device", "设备")),
    "interface": ('label_values(infoport_interface_up{device=~"$device"}, interface)', Text("Interface", "接口")),
    "segment": ("label_values(infoport_device_info, segment)", Text("Segment", "网络域")),
    "service": ("label_values(infoport_service_info, service)", Text("Service", "应用服务")),
}
"""Name → query, label. Each may be several or all."""


def dashboards() -> Iterator[tuple[str, str]]:
    """`(language/name.json, text)` of each dashboard."""
    for name, board in BOARDS.items():
        for language in LANGUAGES:
            built = made(name, board, language).build()
            yield (
                f"{language}/{name}.json",
                JSONEncoder(sort_keys=True, indent=1, ensure_ascii=False).encode(built) + "\n",
            )


def panels_of(name: str) -> list[tuple[Metric, Panel]]:
    """The panels of a dashboard with their metrics, in the order of the registry; figures come before curves."""
    found = [(metric, each) for metric in METRICS.values() for each in metric.panels if each.dashboard == name]
    return sorted(found, key=lambda pair: pair[1].kind == "timeseries")


def made(name: str, board: Board, language: Language) -> Any:
    """One dashboard in one language."""
    others = getattr(Text("Dashboards", "其他看板"), language)
    built = (
        dashboard.Dashboard(f"Infoport · {getattr(board.title, language)}")
        .uid(f"infoport-{name}-{language}").tags(["infoport", name, language]).readonly()
        .time("now-6h", "now").refresh("1m").timezone("browser")
        .with_variable(dashboard.DatasourceVariable("datasource").type("prometheus").label("Prometheus"))
        .with_variable(dashboard.TextBoxVariable("infoport").default_value("http://localhost:8000").label("Infoport"))
        .link(dashboard.DashboardLink("Infoport").type(DashboardLinkType.LINK).url("${infoport}" + board.page))
        .link(
            dashboard.DashboardLink(others).type(DashboardLinkType.DASHBOARDS)
            .tags(["infoport", language]).as_dropdown(True).include_vars(True).keep_time(True)
        )
    )  # fmt: skip
    for variable in board.variables:
        built = built.with_variable(chosen(variable, language))
    several = panels_of(name)
    across = 2 if any(each.kind == "timeseries" for _metric, each in several) else 3
    for metric, each in several:
        built = built.with_panel(drawn(metric, each, language).height(HEIGHT).span(WIDTH // across))
    return built


def chosen(name: str, language: Language) -> Any:
    """A variable whose values Prometheus knows."""
    query, label = VARIABLES[name]
    return (
        dashboard.QueryVariable(name).label(getattr(label, language)).query(query).multi(True).include_all(True)
        .all_value(".*").datasource(DataSourceRef(type_val="prometheus", uid=SOURCE))
    )  # fmt: skip


def drawn(metric: Metric, each: Panel, language: Language) -> Any:
    """One panel; its description is what the metric is, and a click leads to the device or service in Infoport."""
    query = prometheus.Dataquery().ref_id("A").expr(metric.asked(each.query)).legend_format(each.legend or "__auto")
    query = query.instant().format(PromQueryFormat.TABLE) if each.kind == "table" else query.range()
    built = (
        BUILDERS[each.kind]().title(getattr(each.title, language)).description(getattr(metric.help, language))
        .datasource(DataSourceRef(type_val="prometheus", uid=SOURCE)).unit(each.unit).with_target(query)
    )  # fmt: skip
    if metric.scope == "devices":
        link = dashboard.DashboardLink("Infoport").url("${infoport}/dcim/devices/?name=${__field.labels.device}")
        built = built.data_links([link])
    if each.kind == "timeseries":
        legend = common.VizLegendOptions().display_mode(shapes.LegendDisplayMode.LIST)
        built = built.legend(legend.placement(shapes.LegendPlacement.BOTTOM).show_legend(True))
    return built
