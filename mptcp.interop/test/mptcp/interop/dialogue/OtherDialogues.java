package mptcp.interop.dialogue;

import java.util.List;

/** Those that take their time, and those in which the two are known to differ (docs/profiles.md). */
final class OtherDialogues {
    static final List<Dialogue> ALL = List.of(
            Dialogue.of("rto", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 512
                    accept 3
                    write 4 4000
                    +1500
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 4001 win 512
                    """),
            Dialogue.of("tlp", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    +30
                    < . 1(0) ack 1 win 512
                    accept 3
                    write 4 10000
                    +60
                    +60
                    +60
                    < . 1(0) ack 1 win 512 <nop,nop,sack/9001-10001>
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 10001 win 512
                    """),
            Dialogue.of("client-syn", """
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    +1010
                    +2050
                    < R. 0(0) ack 1 win 0
                    getsockopt 3 1 4 4
                    connect 3 192.168.10.1 9000
                    """),
            Dialogue.of("client-badsyn", """
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 2 win 65535 <mss/1460>
                    < S. 0(0) ack 0 win 65535 <mss/1460>
                    < . 0(0) ack 1 win 65535
                    < . 0(0) ack 2 win 65535
                    < R 0(0) win 0
                    < R. 0(0) ack 2 win 0
                    < F. 0(0) ack 1 win 0
                    < S. 0(0) ack 1 win 65535 <mss/100>
                    < S. 0(0) ack 1 win 65535 <mss/100>
                    getsockopt 3 6 11 248
                    write 3 1000
                    """),
            Dialogue.of("client-simul", """
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7>
                    write 3 1000
                    getsockopt 3 6 11 248
                    """),
            Dialogue.of("zerowin", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    +20
                    < . 1(0) ack 1 win 0
                    accept 3
                    write 4 10000
                    +500
                    +1000
                    < . 1(0) ack 1 win 0
                    +1000
                    < . 1(0) ack 1 win 10
                    < . 1(0) ack 1281 win 0
                    +500
                    < . 1(0) ack 1281 win 512
                    """),
            Dialogue.of("keepalive", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    setsockopt 4 6 4 4 01000000
                    setsockopt 4 6 5 4 01000000
                    setsockopt 4 6 6 4 02000000
                    setsockopt 4 1 9 4 01000000
                    +1100
                    < . 1(0) ack 1 win 500
                    +1060
                    +1060
                    +1060
                    poll 0 4:8223
                    getsockopt 4 1 4 4
                    """),
            Dialogue.of("cork", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    setsockopt 4 6 3 4 01000000
                    write 4 100
                    write 4 1500
                    setsockopt 4 6 3 4 00000000
                    < . 1(0) ack 1601 win 500
                    send 4 100 32768
                    send 4 100 0
                    < . 1(0) ack 1801 win 500
                    write 4 100
                    write 4 100
                    setsockopt 4 6 1 4 01000000
                    write 4 100
                    < . 1(0) ack 2201 win 500
                    send 4 100 32768
                    +250
                    """),
            Dialogue.of("slowstart", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 1000
                    accept 3
                    write 4 60000
                    < . 1(0) ack 1001 win 1000
                    < . 1(0) ack 3001 win 1000
                    < . 1(0) ack 10001 win 1000
                    < . 1(0) ack 20001 win 1000
                    < . 1(0) ack 30001 win 1000 <nop,nop,sack/31001-32001>
                    < . 1(0) ack 30001 win 1000 <nop,nop,sack/31001-35001>
                    < . 1(0) ack 40001 win 1000
                    < . 1(0) ack 60001 win 1000
                    write 4 20000
                    """),
            Dialogue.of("idle", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 20000
                    < . 1(0) ack 5001 win 500
                    < . 1(0) ack 10001 win 500
                    < . 1(0) ack 20001 win 500
                    +600
                    write 4 30000
                    < . 1(0) ack 50001 win 500
                    """),
            Dialogue.of("synack-rexmit", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000>
                    +1060
                    +2100
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 5000
                    """),
            Dialogue.of("mp-basic", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < P. 1001(1000) ack 1 win 512 <nop,nop,ts,dss/a8=1/m8=1001+1001+1000>
                    write 4 100
                    read 4 100000
                    < . 2001(0) ack 101 win 512 <nop,nop,ts,dss/a8=101>
                    write 4 100
                    < . 2001(0) ack 201 win 512 <nop,nop,ts,dss/a4=201>
                    shutdown 4 wr
                    < . 2001(0) ack 201 win 512 <nop,nop,ts,dss/a4=202>
                    < . 2001(0) ack 201 win 512 <nop,nop,ts,dss/a4=202/m4=2001+0+1/F>
                    < F. 2001(0) ack 202 win 512 <nop,nop,ts,dss/a4=202>
                    close 4
                    +50
                    """),
            Dialogue.of("mp-rst", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < R. 1001(0) ack 1 win 512 <rst/0/3>
                    poll 0 4:8223
                    getsockopt 4 1 4 4
                    read 4 2000
                    write 4 100
                    """),
            Dialogue.of("mp-client", """
                    sys ip mptcp limits set subflows 4 add_addr_accepted 4
                    sys ip mptcp endpoint add 192.168.0.2 id 5 subflow
                    socket inet 2049 mptcp
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,mpc12>
                    write 3 100
                    < . 1(0) ack 101 win 512 <nop,nop,ts,dss/a8=101>
                    <b S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,joinsa/0>
                    <b . 1(0) ack 1 win 512 <nop,nop,ts,dss/a8=101>
                    write 3 100
                    +100
                    close 3
                    +500
                    """),
            Dialogue.of("mp-noopts", """
                    socket inet 2049 mptcp
                    connect 3 192.168.10.1 9000
                    +1010
                    +1010
                    +1010
                    +1010
                    """),
            Dialogue.of("mp-fallback2", """
                    socket inet 2049 mptcp
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,mpc12>
                    write 3 100
                    < . 1(0) ack 101 win 512 <nop,nop,ts>
                    write 3 100
                    < . 1(0) ack 201 win 512 <nop,nop,ts>
                    < P. 1(100) ack 201 win 512 <nop,nop,ts>
                    close 3
                    """),
            Dialogue.of("mp-mpfail", """
                    socket inet 2049 mptcp
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,mpc12/0x81>
                    write 3 100
                    < . 1(0) ack 101 win 512 <nop,nop,ts,dss/a8=101>
                    < P. 1(100) ack 101 win 512 <nop,nop,ts,dss/a8=101/m8=1+1+100/c>
                    < P. 101(100) ack 101 win 512 <nop,nop,ts,dss/a8=101/m8=101+101+100/x>
                    +20
                    poll 0 3:8223
                    read 3 1000
                    < P. 201(100) ack 101 win 512 <nop,nop,ts>
                    read 3 1000
                    """),
            Dialogue.of("ioctls", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 20
                    ioctl 3 inq
                    ioctl 3 outq
                    accept 3
                    write 4 10000
                    ioctl 4 outq
                    ioctl 4 outqnsd
                    < P. 1(500) ack 1001 win 20
                    ioctl 4 inq
                    ioctl 4 outq
                    ioctl 4 outqnsd
                    recv 4 100 2
                    recv 4 100 66
                    read 4 200
                    ioctl 4 inq
                    < F. 501(0) ack 2001 win 0
                    ioctl 4 inq
                    poll 0 4:8223
                    read 4 1000
                    read 4 1000
                    ioctl 4 inq
                    shutdown 4 wr
                    ioctl 4 outq
                    ioctl 4 outqnsd
                    close 4
                    """),
            Dialogue.of("ecn-server", """
                    sys sysctl -q -w net.ipv4.tcp_ecn=1
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < SEW 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 5000
                    < E. 1(0) ack 1001 win 500
                    < E. 1(0) ack 2001 win 500
                    write 4 5000
                    < [ce] P. 1(100) ack 5001 win 500
                    < [ect0] P. 101(100) ack 5001 win 500
                    < [ect0] PW. 201(100) ack 5001 win 500
                    < . 301(0) ack 10001 win 500
                    write 4 100
                    """),
            Dialogue.of("ecn-off", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < [ce] SEW 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 1000
                    """),
            Dialogue.of("fin-orders", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    < F. 1(0) ack 1 win 500
                    < F. 1(0) ack 1 win 500
                    < P. 1(10) ack 1 win 500
                    poll 0 4:8223
                    read 4 10
                    write 4 100
                    close 4
                    < . 2(0) ack 102 win 500
                    < R. 2(0) ack 102 win 500
                    """),
            Dialogue.of("fin-with-data", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    < FP. 101(100) ack 1 win 500
                    < P. 1(100) ack 1 win 500
                    read 4 1000
                    close 4
                    < . 202(0) ack 2 win 500
                    < . 202(0) ack 2 win 500
                    """),
            Dialogue.of("simul-close", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    close 4
                    < F. 1(0) ack 1 win 500
                    < F. 1(0) ack 1 win 500
                    < . 2(0) ack 2 win 500
                    < F. 1(0) ack 2 win 500
                    < . 2(0) ack 2 win 500
                    < P. 2(10) ack 2 win 500
                    +510
                    < . 1(0) ack 2 win 500
                    """),
            Dialogue.of("user-timeout", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    setsockopt 4 6 18 4 20030000
                    write 4 1000
                    +300
                    +600
                    +600
                    poll 0 4:8223
                    getsockopt 4 1 4 4
                    """),
            Dialogue.of("backlog", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000>
                    < . 1(0) ack 1 win 500
                    <b S 0(0) win 32767 <mss/1000>
                    <b . 1(0) ack 1 win 500
                    <c S 0(0) win 32767 <mss/1000>
                    <c . 1(0) ack 1 win 500
                    getsockopt 3 6 11 248
                    accept 3
                    accept 3
                    accept 3
                    <c . 1(0) ack 1 win 500
                    accept 3
                    """),
            Dialogue.of("lowat", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    setsockopt 4 6 25 4 00100000
                    fcntl 4 setfl 2050
                    write 4 100000
                    poll 0 4:4
                    < . 1(0) ack 5001 win 500
                    < . 1(0) ack 15001 win 500
                    poll 0 4:4
                    write 4 100000
                    """),
            Dialogue.of("icmp", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1460,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 5000
                    < icmp 3/4 mtu 1000 seq 1
                    < . 1(0) ack 1461 win 500
                    < . 1(0) ack 5001 win 500
                    getsockopt 4 6 2 4
                    write 4 3000
                    < icmp 3/1
                    getsockopt 4 1 4 4
                    """),
            Dialogue.of("opts-tcp", """
                    socket inet 2049 tcp
                    getsockopt 3 6 1 4
                    getsockopt 3 6 2 4
                    getsockopt 3 6 3 4
                    getsockopt 3 6 4 4
                    getsockopt 3 6 5 4
                    getsockopt 3 6 6 4
                    getsockopt 3 6 7 4
                    getsockopt 3 6 8 4
                    getsockopt 3 6 9 4
                    getsockopt 3 6 10 4
                    getsockopt 3 6 12 4
                    getsockopt 3 6 13 16
                    getsockopt 3 6 16 4
                    getsockopt 3 6 17 4
                    getsockopt 3 6 18 4
                    getsockopt 3 6 19 4
                    getsockopt 3 6 23 4
                    getsockopt 3 6 24 4
                    getsockopt 3 6 25 4
                    getsockopt 3 6 26 64
                    getsockopt 3 6 27 4
                    getsockopt 3 6 28 4
                    getsockopt 3 6 29 4
                    getsockopt 3 6 30 4
                    getsockopt 3 6 34 4
                    getsockopt 3 6 36 4
                    getsockopt 3 6 37 4
                    getsockopt 3 6 43 4
                    getsockopt 3 6 44 4
                    getsockopt 3 6 45 4
                    getsockopt 3 1 3 4
                    getsockopt 3 1 4 4
                    getsockopt 3 1 7 4
                    getsockopt 3 1 8 4
                    getsockopt 3 1 9 4
                    getsockopt 3 1 10 4
                    getsockopt 3 1 12 4
                    getsockopt 3 1 13 8
                    getsockopt 3 1 15 4
                    getsockopt 3 1 18 4
                    getsockopt 3 1 19 4
                    getsockopt 3 1 20 16
                    getsockopt 3 1 21 16
                    getsockopt 3 1 29 4
                    getsockopt 3 1 30 4
                    getsockopt 3 1 36 4
                    getsockopt 3 1 37 4
                    getsockopt 3 1 38 4
                    getsockopt 3 1 39 4
                    getsockopt 3 1 46 4
                    getsockopt 3 1 47 4
                    getsockopt 3 1 60 4
                    getsockopt 3 0 1 4
                    getsockopt 3 0 2 4
                    getsockopt 3 0 10 4
                    getsockopt 3 0 14 4
                    setsockopt 3 6 1 4 05000000
                    getsockopt 3 6 1 4
                    setsockopt 3 6 1 2 0500
                    setsockopt 3 6 2 4 10000000
                    setsockopt 3 6 2 4 00000100
                    setsockopt 3 6 2 4 e8030000
                    getsockopt 3 6 2 4
                    setsockopt 3 6 4 4 00000000
                    setsockopt 3 6 4 4 ff7f0000
                    getsockopt 3 6 4 4
                    setsockopt 3 6 5 4 00000000
                    setsockopt 3 6 5 4 05000000
                    getsockopt 3 6 5 4
                    setsockopt 3 6 6 4 00000000
                    setsockopt 3 6 6 4 80000000
                    setsockopt 3 6 6 4 03000000
                    getsockopt 3 6 6 4
                    setsockopt 3 6 7 4 00000000
                    setsockopt 3 6 7 4 80000000
                    setsockopt 3 6 7 4 05000000
                    getsockopt 3 6 7 4
                    setsockopt 3 6 8 4 ffffffff
                    getsockopt 3 6 8 4
                    setsockopt 3 6 9 4 05000000
                    getsockopt 3 6 9 4
                    setsockopt 3 6 10 4 05000000
                    getsockopt 3 6 10 4
                    setsockopt 3 6 12 4 00000000
                    getsockopt 3 6 12 4
                    setsockopt 3 6 13 4 72656e6f
                    getsockopt 3 6 13 16
                    setsockopt 3 6 13 5 6e6f6e65
                    setsockopt 3 6 18 4 ffffffff
                    setsockopt 3 6 18 4 e8030000
                    getsockopt 3 6 18 4
                    setsockopt 3 6 25 4 00100000
                    getsockopt 3 6 25 4
                    setsockopt 3 6 36 4 02000000
                    setsockopt 3 6 36 4 01000000
                    getsockopt 3 6 36 4
                    setsockopt 3 6 99 4 01000000
                    setsockopt 3 1 7 4 00100000
                    getsockopt 3 1 7 4
                    setsockopt 3 1 8 4 00100000
                    getsockopt 3 1 8 4
                    setsockopt 3 1 8 4 01000000
                    getsockopt 3 1 8 4
                    setsockopt 3 1 7 4 01000000
                    getsockopt 3 1 7 4
                    setsockopt 3 1 18 4 00000000
                    getsockopt 3 1 18 4
                    setsockopt 3 1 13 8 010000000a000000
                    getsockopt 3 1 13 8
                    setsockopt 3 6 14 88 -
                    getsockopt 3 6 11 8
                    getsockopt 3 6 1 2
                    getsockopt 3 6 1 0
                    getsockopt 99 6 1 4
                    """),
            Dialogue.of("opts-mp", """
                    socket inet 2049 mptcp
                    getsockopt 3 6 1 4
                    getsockopt 3 6 2 4
                    getsockopt 3 6 3 4
                    getsockopt 3 6 4 4
                    getsockopt 3 6 5 4
                    getsockopt 3 6 6 4
                    getsockopt 3 6 7 4
                    getsockopt 3 6 8 4
                    getsockopt 3 6 9 4
                    getsockopt 3 6 10 4
                    getsockopt 3 6 12 4
                    getsockopt 3 6 13 16
                    getsockopt 3 6 18 4
                    getsockopt 3 6 23 4
                    getsockopt 3 6 25 4
                    getsockopt 3 6 26 64
                    getsockopt 3 6 27 4
                    getsockopt 3 6 30 4
                    getsockopt 3 6 34 4
                    getsockopt 3 6 36 4
                    getsockopt 3 6 37 4
                    getsockopt 3 6 43 4
                    getsockopt 3 6 11 8
                    getsockopt 3 1 3 4
                    getsockopt 3 1 7 4
                    getsockopt 3 1 8 4
                    getsockopt 3 1 38 4
                    getsockopt 3 1 13 8
                    getsockopt 3 284 1 100
                    getsockopt 3 284 2 100
                    getsockopt 3 284 9 10
                    getsockopt 3 0 1 4
                    getsockopt 3 0 2 4
                    getsockopt 3 0 24 4
                    getsockopt 3 0 15 4
                    setsockopt 3 6 1 4 05000000
                    getsockopt 3 6 1 4
                    setsockopt 3 6 2 4 e8030000
                    getsockopt 3 6 2 4
                    setsockopt 3 6 4 4 00000000
                    setsockopt 3 6 4 4 ff7f0000
                    getsockopt 3 6 4 4
                    setsockopt 3 6 5 4 00000000
                    setsockopt 3 6 5 4 05000000
                    getsockopt 3 6 5 4
                    setsockopt 3 6 6 4 03000000
                    getsockopt 3 6 6 4
                    setsockopt 3 6 7 4 03000000
                    setsockopt 3 6 8 4 03000000
                    setsockopt 3 6 9 4 03000000
                    getsockopt 3 6 9 4
                    setsockopt 3 6 10 4 03000000
                    setsockopt 3 6 12 4 01000000
                    setsockopt 3 6 13 4 72656e6f
                    getsockopt 3 6 13 16
                    setsockopt 3 6 13 5 6e6f6e65
                    setsockopt 3 6 14 4 01000000
                    setsockopt 3 6 18 4 e8030000
                    setsockopt 3 6 25 4 00100000
                    getsockopt 3 6 25 4
                    setsockopt 3 6 36 4 01000000
                    getsockopt 3 6 36 4
                    setsockopt 3 1 7 4 00100000
                    getsockopt 3 1 7 4
                    setsockopt 3 1 8 4 00100000
                    getsockopt 3 1 8 4
                    setsockopt 3 284 1 4 01000000
                    setsockopt 3 0 1 4 10000000
                    getsockopt 3 0 1 4
                    setsockopt 3 0 2 4 10000000
                    """),
            Dialogue.of("calls", """
                    socket inet 2049 tcp
                    read 3 10
                    write 3 10
                    listen 3 1
                    listen 3 5
                    connect 3 192.168.10.1 80
                    accept 3
                    shutdown 3 wr
                    close 3
                    close 3
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    bind 3 192.168.0.1 8081
                    bind 3 1.2.3.4 80
                    socket inet 2049 tcp
                    bind 4 192.168.0.1 8080
                    bind 4 1.2.3.4 80
                    connect 4 192.168.10.1 80
                    connect 4 192.168.10.1 80
                    shutdown 4 rdwr
                    poll 0 4:8223
                    connect 4 unspec 0
                    poll 0 4:8223 3:8223 77:1
                    """),
            Dialogue.of("calls-mp", """
                    socket inet 2049 mptcp
                    poll 0 3:8223
                    read 3 10
                    write 3 10
                    shutdown 3 wr
                    listen 3 1
                    listen 3 5
                    poll 0 3:8223
                    connect 3 192.168.10.1 80
                    accept 3
                    close 3
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    bind 3 192.168.0.1 8081
                    connect 3 192.168.10.1 80
                    connect 3 192.168.10.1 80
                    poll 0 3:8223
                    write 3 10
                    read 3 10
                    ioctl 3 inq
                    ioctl 3 outq
                    ioctl 3 outqnsd
                    < R. 0(0) ack 1 win 0
                    poll 0 3:8223
                    getsockopt 3 1 4 4
                    write 3 10
                    read 3 10
                    connect 3 192.168.10.1 80
                    """));

    private OtherDialogues() {}
}
