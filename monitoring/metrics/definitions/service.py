"""Application services and the figures of their business."""

from typing import Final

from monitoring.metrics.metric import Alert, Metric, Panel, Text

ONE: Final = '{service=~"$service"}'


METRICS: Final = (
    Metric(
        "infoport_service_info",
        "gauge",
        scope="services",
        help=Text("What a service is and who answers for it; always 1.", "服务是什么、由谁负责；恒为1。"),
        labels=("service", "name", "tenant", "centre", "kind", "id"),
        origin="the inventory",
        panels=(
            Panel("service", Text("Service", "服务"), "{m}" + ONE, kind="table"),
            Panel(
                "service",
                Text("Services by centre", "各中心的服务"),
                "count by (centre) ({m})",
                kind="stat",
                legend="{{centre}}",
            ),
            Panel(
                "web",
                Text("Web sites", "网站数"),
                'count({m}{kind=~"website|portal"}) or vector(0)',
                kind="stat",
            ),
        ),
    ),
    Metric(
        "infoport_service_up",
        "gauge",
        scope="services",
        help=Text(
            "What probes found of a service: 1 up, 0.5 degraded, 0 down; absent when unknown.",
            "探测所见的服务状态：1正常，0.5降级，0故障；未知时不出现。",
        ),
        labels=("service",),
        origin="the probes",
        panels=(
            Panel("service", Text("States of services", "服务状态"), "sort({m}" + ONE + ")", kind="table"),
            Panel("city", Text("Services down", "故障服务数"), "count({m} == 0) or 0 * sum({m})", kind="stat"),
        ),
        alerts=(
            Alert(
                "ServiceDown",
                "{m} == 0",
                Text("{{ $labels.service }} is down", "{{ $labels.service }} 故障"),
                "2m",
                "critical",
                example="0x30",
                labels='service="mail"',
            ),
            Alert(
                "ServiceDegraded",
                "{m} == 0.5",
                Text("{{ $labels.service }} is degraded", "{{ $labels.service }} 降级"),
                "10m",
                "warning",
                example="0.5x30",
                labels='service="mail"',
            ),
        ),
    ),
    Metric(
        "infoport_service_figure",
        "gauge",
        scope="services",
        labels=("service", "figure", "unit"),
        help=Text("The latest value of a business figure.", "业务指标的最新值。"),
        origin="the business figures",
        panels=(
            Panel("service", Text("Business figures", "业务指标"), "{m}" + ONE, legend="{{figure}}"),
            Panel("hotline", Text("Figures of the hotline", "热线指标"), '{m}{service="hotline"}', legend="{{figure}}"),
            Panel(
                "hotline",
                Text("Figures of the hotline, now", "热线当前指标"),
                '{m}{service="hotline"}',
                kind="table",
            ),
            Panel(
                "web",
                Text("Figures of web sites", "网站指标"),
                '{m} * on (service) group_left (name) infoport_service_info{kind=~"website|portal"}',
                legend="{{name}} {{figure}}",
            ),
        ),
    ),
    Metric(
        "infoport_service_figure_timestamp_seconds",
        "gauge",
        scope="services",
        unit="seconds",
        labels=("service", "figure"),
        help=Text("When a business figure had its latest value.", "业务指标最新值的时间。"),
        origin="the business figures",
        panels=(Panel("service", Text("Age of figures", "指标时效"), "time() - {m}" + ONE, "s", legend="{{figure}}"),),
    ),
)
