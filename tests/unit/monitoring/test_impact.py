"""What falls when something falls: rings, alternatives, networks and single points."""

from hypothesis import given
from hypothesis import strategies as st

from monitoring.impact.graph import Graph, Need, Node, linked
from monitoring.impact.simulate import alive, articulations, chain, cut_off, fail, pieces, single_points


def node(name: str) -> Node:
    return name, 0


def needs(**given: list[tuple[str, ...] | str]) -> Graph:
    """`a=["b", ("c", "d")]`: a needs b, and c or d; a name that ends in "?" is a soft need."""
    made = {}
    for name, wanted in given.items():
        made[node(name)] = [
            Need(
                frozenset(node(each.rstrip("?")) for each in ((one,) if isinstance(one, str) else one)),
                hard=not str(one).endswith("?"),
            )
            for one in wanted
        ]
    return Graph(made)


def names(found: object) -> set[str]:
    return {name for name, _key in found}  # type: ignore[attr-defined]  # any set of nodes


def test_a_ring_cannot_hold_itself_up() -> None:
    graph = needs(a=["b", "feed"], b=["a"])
    assert names(alive(graph, frozenset())) == {"feed"}
    fed = needs(a=[("b", "feed")], b=["a"])
    assert names(alive(fed, frozenset())) == {"a", "b", "feed"}
    assert names(fail(fed, [node("feed")]).lost) == {"a", "b", "feed"}


def test_one_of_several_that_stand_in_for_each_other_is_enough_but_less() -> None:
    graph = needs(service=[("one", "two")])
    outcome = fail(graph, [node("one")])
    assert (names(outcome.lost), names(outcome.degraded)) == ({"one"}, {"service"})
    assert "service" in names(fail(graph, [node("one"), node("two")]).lost)


def test_a_soft_need_degrades_only() -> None:
    outcome = fail(needs(portal=["web", "mail?"]), [node("mail")])
    assert (names(outcome.lost), names(outcome.degraded)) == ({"mail"}, {"portal"})


def test_the_chain_leads_to_what_failed_first() -> None:
    graph = needs(portal=["directory"], directory=["host"], host=["pdu"])
    outcome = fail(graph, [node("pdu")])
    assert [each[0] for each in chain(outcome, node("portal"))] == ["portal", "directory", "host", "pdu"]


def network(*pairs: str, leaves: str = "") -> Graph:
    links = linked((node(each[0]), node(each[1])) for each in pairs)
    return Graph({}, links, frozenset(links.keys() - {node(each) for each in leaves}))


def test_what_is_parted_from_the_larger_part_is_cut_off() -> None:
    graph = network("ab", "bc", "cd", "ce", "bf")
    up = alive(graph, frozenset())
    assert names(cut_off(graph, up, up - {node("b")})) == {"a", "f"}
    assert names(cut_off(graph, up, up - {node("f")})) == set()


def test_traffic_does_not_pass_through_a_server() -> None:
    graph = network("ab", "ad", "as", "sc", "bc", leaves="s")
    up = alive(graph, frozenset())
    assert names(cut_off(graph, up, up - {node("b")})) == {"c"}
    assert "s" not in names(fail(graph, [node("a")]).cut)


def test_two_networks_that_never_met_lose_nothing_by_each_other() -> None:
    graph = network("ab", "bc", "xy")
    assert names(fail(graph, [node("b")]).lost) <= {"a", "b", "c"}
    assert names(fail(graph, [node("x")]).cut) == set()


def test_articulations_are_what_alone_parts_the_network() -> None:
    assert names(articulations(network("ab", "bc", "ca", "cd", "de"), alive(network("ab", "bc", "ca", "cd", "de"), frozenset()))) == {"c", "d"}  # fmt: skip  # noqa: E501


def test_single_points_are_found_in_needs_and_in_the_network() -> None:
    links = linked((node(a), node(b)) for a, b in ["ab", "bs", "ac", "cd", "da", "de"])
    made = {node("service"): [Need(frozenset({node("s")}))], node("s"): [Need(frozenset({node("p"), node("q")}))]}
    graph = Graph(made, links, frozenset(links.keys() - {node("s")}))
    assert [each[0] for each in single_points(graph, node("service"))] == ["a", "b", "s"]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    keys = st.integers(0, 9).map(lambda key: ("n", key))
    need = st.builds(Need, st.frozensets(keys, min_size=1, max_size=3), st.booleans())
    wanted = draw(st.dictionaries(keys, st.lists(need, max_size=3), max_size=8))
    links = linked(draw(st.lists(st.tuples(keys, keys), max_size=15)))
    return Graph(wanted, links, frozenset(draw(st.frozensets(keys))) & links.keys())


@given(graphs(), st.frozensets(st.integers(0, 9).map(lambda key: ("n", key)), max_size=3))
def test_more_failures_never_keep_more(graph: Graph, failed: frozenset[Node]) -> None:
    before = alive(graph, frozenset())
    up = alive(graph, failed)
    assert up <= before
    assert not up & failed
    assert fail(graph, ()).lost == frozenset()
    assert (failed & before) <= fail(graph, failed).lost


@given(graphs())
def test_articulations_are_what_brute_force_finds(graph: Graph) -> None:
    up = alive(graph, frozenset())
    whole = [part & graph.forwards for part in pieces(graph, up)]
    parting = set()
    for each in graph.forwards & up:
        mine = next(part for part in whole if each in part)
        left = [part for part in pieces(graph, up - {each}) if not part.isdisjoint(mine)]
        if sum(not (part & graph.forwards).isdisjoint(mine) for part in left) > 1:
            parting.add(each)
    assert articulations(graph, up) == parting


@given(graphs(), st.integers(0, 9))
def test_single_points_are_single_points(graph: Graph, key: int) -> None:
    service = ("n", key)
    before = alive(graph, frozenset())
    found = single_points(graph, service)
    if service in before:
        alone = {each for each in before - {service} if service in fail(graph, (each,), before).lost}
        assert set(found) <= alone
        assert {each for each in alone & graph.upstream(service) if service not in alive(graph, {each})} <= set(found)
    else:
        assert found == []
