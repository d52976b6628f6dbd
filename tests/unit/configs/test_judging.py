"""Blocks, differences, templates and rules on configurations, without a database."""

from inventory.configs.blocks import blocks
from inventory.configs.differing import numbers, sides, unified
from inventory.configs.golden import compare
from inventory.configs.judging import Demand, judge

VRP = """#
sysname a
#
interface GigabitEthernet0/0/1
 description uplink
 port link-type trunk
#
interface GigabitEthernet0/0/2
 port link-type access
 stp edged-port enable
interface GigabitEthernet0/0/3
 port link-type access
#
aaa
 authentication-scheme default
  authentication-mode local
#
return
"""
JUNOS = """system {
    host-name r1;
    services {
        ssh;
        telnet;
    }
}
"""
EDGE = Demand(block="^interface ", only="^port link-type access$", must=("^stp edged-port enable$",))


def test_lines_know_what_they_lie_below():
    assert [each.text for each in blocks(VRP)] == [
        "sysname a", *(f"interface GigabitEthernet0/0/{n}" for n in (1, 2, 3)), "aaa",
    ]  # fmt: skip
    mode = blocks(VRP)[-1].below[0].below[0]
    assert mode.name == ("aaa", "authentication-scheme default", "authentication-mode local")
    assert mode.number == 16


def test_braces_make_blocks_too():
    assert [each.name for each in blocks(JUNOS)[0].all()] == [
        ("system", "host-name r1"), ("system", "services"), ("system", "services", "ssh"),
        ("system", "services", "telnet"),
    ]  # fmt: skip


def test_every_block_that_a_rule_selects_is_judged():
    found = judge(VRP, EDGE)
    assert (found.state, found.reason, found.looked_at) == ("no", "departs", 2)
    assert [(each.number, each.kind, each.text) for each in found.findings] == [
        (11, "lacks", "interface GigabitEthernet0/0/3")
    ]
    assert judge(VRP.replace("/3\n", "/3\n stp edged-port enable\n"), EDGE).state == "yes"


def test_a_line_that_must_not_be_there_is_named():
    found = judge(JUNOS, Demand(must_not=(r"\btelnet\b",)))
    assert [(each.number, each.text, each.kind) for each in found.findings] == [(5, "telnet;", "bears")]


def test_a_rule_that_applies_to_nothing_is_complied_with_and_says_so():
    assert judge(VRP, Demand(block="^interface Vlanif", must=("x",))) == ("yes", "none", [], 0)


def test_what_cannot_be_told_is_unknown():
    assert judge(None, EDGE)[:2] == ("unknown", "nothing")
    assert judge(VRP, Demand(must=("(",)))[:2] == ("unknown", "expression")
    slow = Demand(must=(r"^(a|a)*$",))
    assert judge("a" * 60 + "!\n", slow, seconds=0.1)[:2] == ("unknown", "slow")


def test_changed_words_are_marked_within_their_line():
    old, new = VRP, VRP.replace("description uplink", "description downlink").replace("sysname a\n", "")
    rows = sides(old, new, context=0)
    assert [row.kind for row in rows] == ["skip", "removed", "skip", "changed", "skip"]
    assert rows[3].left.parts == [(" description ", False), ("uplink", True)]
    assert rows[3].right.parts == [(" description ", False), ("downlink", True)]
    assert (rows[3].left.number, rows[3].right.number) == (5, 4)
    assert numbers(old, new) == (1, 2)
    assert "+ description downlink" in unified(old, new, ("a", "b"))


def test_equal_texts_have_no_difference():
    assert sides(VRP, VRP) == []
    assert numbers(VRP, VRP) == (0, 0)
    assert unified(VRP, VRP, ("a", "b")) == ""


def test_all_lines_are_shown_when_asked_for():
    assert len(sides("a\nb\nc\n", "a\nx y z\nc\n", None)) == 4


def test_a_template_names_what_lacks_and_what_nobody_asked_for():
    port = "interface GigabitEthernet0/0/2\n port link-type access\n loopback-detect enable\n"
    wanted = f"sysname a\n{port}ntp-service enable\n"
    found = compare(wanted, VRP)
    assert [(each.path, each.text) for each in found.missing] == [
        (("interface GigabitEthernet0/0/2",), "loopback-detect enable"), ((), "ntp-service enable"),
    ]  # fmt: skip
    assert [each.text for each in found.extra] == ["stp edged-port enable"]
    assert found.asked == 5
    assert compare(VRP, VRP)[:2] == ([], [])
