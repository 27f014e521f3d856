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
                    """));

    private OtherDialogues() {}
}
