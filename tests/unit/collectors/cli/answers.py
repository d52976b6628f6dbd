"""What made-up devices of some makers answer, written after their manuals."""

RUIJIE = {
    "show version": """System description      : Ruijie 10G Routing Switch (S6220-48XS6QXS-H) By Ruijie Networks
System start time       : 2026-09-01 12:00:00
System uptime           : 12:03:25:11
System hardware version : 1.00
System software version : S6220_RGOS 11.0(5)B9P66
System patch number     : NA
System serial number    : G1QH10X00064A
System boot version     : 1.3.3
Module information:
  Slot 0 : S6220-48XS6QXS-H
    Hardware version    : 1.00
""",
    "show interfaces": """Index(dec):1 (hex):1
TenGigabitEthernet 0/1 is UP  , line protocol is UP
  Hardware is Broadcom TenGigabitEthernet, address is 00d0.f822.33a1 (bia 00d0.f822.33a1)
  Description: 至汇聚一
  Interface address is: no ip address
  MTU 1500 bytes, BW 10000000 Kbit
  Encapsulation protocol is Ethernet-II, loopback not set
   Medium-type is Fiber
   Admin speed is AUTO, oper speed is 10G
    12 input errors, 0 CRC, 0 frame, 0 overrun, 0 abort
    3 output errors, 0 collisions, 0 interface resets
Index(dec):2 (hex):2
TenGigabitEthernet 0/2 is administratively down  , line protocol is DOWN
  Hardware is Broadcom TenGigabitEthernet, address is 00d0.f822.33a2 (bia 00d0.f822.33a2)
  Interface address is: no ip address
  MTU 1500 bytes, BW 10000000 Kbit
Index(dec):4097 (hex):1001
VLAN 10 is UP  , line protocol is UP
  Hardware is VLAN, address is 00d0.f822.33a3 (bia 00d0.f822.33a3)
  Interface address is: 10.10.1.2/24
  MTU 1500 bytes, BW 1000000 Kbit
""",
    "show vlan": """VLAN Name                             Status    Ports
---- -------------------------------- --------- -----------------------------------
   1 VLAN0001                         STATIC    Te0/2
  10 OFFICE                           STATIC    Te0/1, Te0/2
""",
    "show lldp neighbors detail": """----------------------------------------------------------------------------
LLDP neighbor-information of port [TenGigabitEthernet 0/1]
----------------------------------------------------------------------------
  Neighbor index                    : 1
  Device type                       : LLDP Device
  Chassis ID type                   : MAC address
  Chassis ID                        : 00d0.f822.33cd
  System name                       : CC-AGG-1
  System description                : Ruijie Full 10G Routing Switch
  Management address                : 10.10.1.1
  Port ID type                      : Interface name
  Port ID                           : TenGigabitEthernet 1/1
  Port description                  : to access
""",
    "show mac-address-table": """Vlan        MAC Address          Type     Interface
----------  -------------------- -------- -------------------
   10        00d0.f800.1001       DYNAMIC  TenGigabitEthernet 0/1
""",
    "show arp": """Protocol  Address          Age(min)  Hardware        Type   Interface
Internet  10.10.1.1        0         00d0.f822.33cd  arpa   VLAN 10
""",
}
COMWARE = {
    "display version": """H3C Comware Software, Version 7.1.070, Release 6616P05
Copyright (c) 2004-2021 New H3C Technologies Co., Ltd. All rights reserved.
H3C S6520X-30QC-EI uptime is 1 week, 3 days, 2 hours, 20 minutes
Last reboot reason : Cold reboot
""",
    "display interface": """Ten-GigabitEthernet1/0/1
Current state: UP
Line protocol state: UP
Description: 机房二楼
Bandwidth: 10000000 kbps
Maximum transmission unit: 1500
IP packet frame type: Ethernet II, hardware address: 542b-de0a-0001
10Gbps-speed mode, full-duplex mode
Last clearing of counters: Never
 Output: 0 output errors, - underruns, - buffer failures
         0 aborts, 0 deferred, 0 collisions, 0 late collisions
         0 lost carrier, - no carrier
""",
    "display lldp neighbor-information list": """Chassis ID : * -- -- Nearest nontpmr bridge neighbor
             # -- -- Nearest customer bridge neighbor
             Default -- -- Nearest bridge neighbor
Local Interface Chassis ID      Port ID                    System Name
XGE1/0/1        542b-de0a-00ff  Ten-GigabitEthernet1/0/30  CC-CORE-02
""",
}
VRP = {
    "display version": """Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (S5735 V200R019C10SPC500)
Copyright (C) 2000-2020 HUAWEI TECH Co., Ltd.
HUAWEI S5735-L48T4S-A Routing Switch uptime is 7 weeks, 2 days, 4 hours, 10 minutes
""",
    "display esn": "ESN of slot 0: 2102353RKL10KB000123\n",
    "display interface": """GigabitEthernet0/0/1 current state : UP
Line protocol current state : UP
Description:财政局
Switch Port, PVID :   10, TPID : 8100(Hex), The Maximum Frame Length is 9216
IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 50ed-00aa-0001
Speed : 1000, Loopback: NONE
Duplex: FULL, Negotiation: ENABLE
""",
}


def sent(answers: dict[str, str], encoding: str = "utf-8") -> dict[str, bytes]:
    """The answers as a device sends them."""
    return {command: text.replace("\n", "\r\n").encode(encoding) for command, text in answers.items()}
