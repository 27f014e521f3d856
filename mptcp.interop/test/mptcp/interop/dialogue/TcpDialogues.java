package mptcp.interop.dialogue;

import java.util.List;

/** Of TCP: what arrives in odd order, in odd states and with odd options, loss, and every way to close. */
final class TcpDialogues {
    static final List<Dialogue> ALL = List.of(
            Dialogue.of("ooo", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(0) ack 1 win 512 <nop,nop,ts>
                    accept 3
                    < P. 1001(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 3001(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 5001(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 7001(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 7001(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 3001(500) ack 1 win 512 <nop,nop,ts>
                    < P. 3001(1500) ack 1 win 512 <nop,nop,ts>
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts>
                    < P. 1(3000) ack 1 win 512 <nop,nop,ts>
                    ioctl 4 inq
                    read 4 100000
                    """),
            Dialogue.of("frexmit", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 512
                    accept 3
                    write 4 10000
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 1001 win 512 <nop,nop,sack/2001-3001>
                    < . 1(0) ack 1001 win 512 <nop,nop,sack/2001-4001>
                    < . 1(0) ack 1001 win 512 <nop,nop,sack/2001-5001>
                    < . 1(0) ack 5001 win 512 <nop,nop,sack/6001-7001>
                    < . 1(0) ack 10001 win 512
                    """),
            Dialogue.of("frexmit-nosack", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,nop,ws/7>
                    < . 1(0) ack 1 win 512
                    accept 3
                    write 4 10000
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 1001 win 512
                    < . 1(0) ack 4001 win 512
                    < . 1(0) ack 10001 win 512
                    """),
            Dialogue.of("rsts", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(0) ack 1 win 512 <nop,nop,ts>
                    accept 3
                    < R 1000(0) win 0
                    < R. 100000(0) ack 1 win 0
                    < R 10000000(0) win 0
                    < R 0(0) win 0
                    poll 0 4:255
                    < R 1(0) win 0
                    poll 0 4:255
                    getsockopt 4 1 4 4
                    getsockopt 4 1 4 4
                    read 4 1000
                    write 4 1000
                    """),
            Dialogue.of("synstates", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S 100(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(0) ack 1 win 512 <nop,nop,ts>
                    accept 3
                    < S 1(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S 5(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S 100005(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S. 1(0) ack 100 win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(100) ack 100 win 65535 <nop,nop,ts>
                    < . 1(100) ack 0 win 65535 <nop,nop,ts>
                    < . 1(100) ack -100000 win 65535 <nop,nop,ts>
                    < - 1(100) win 65535 <nop,nop,ts>
                    close 4
                    < S 1(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(0) ack 2 win 512 <nop,nop,ts>
                    < S 1(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < F. 1(0) ack 2 win 512 <nop,nop,ts>
                    < F. 1(0) ack 2 win 512 <nop,nop,ts>
                    < S 1(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < S 1000(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    """),
            Dialogue.of("timestamps", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7>
                    < . 1(0) ack 1 win 512 <nop,nop,ts>
                    accept 3
                    < P. 1(100) ack 1 win 512 <nop,nop,ts>
                    < P. 101(100) ack 1 win 512 <nop,nop,ts/-1000>
                    < P. 101(100) ack 1 win 512 <ts/10,nop,nop>
                    < P. 201(100) ack 1 win 512
                    < P. 301(100) ack 1 win 512 <nop,nop,ts/0/1000>
                    < P. 401(100) ack 1 win 512 <nop,nop,ts/0/-1000>
                    < . 401(0) ack 1 win 512 <nop,nop,ts/-1000>
                    < P. 401(0) ack 1 win 512 <mss/1000,nop,nop,ts>
                    < F. 501(0) ack 1 win 512 <nop,nop,ts/-1000>
                    < R 501(0) win 512 <nop,nop,ts/-1000>
                    poll 0 4:255
                    """),
            Dialogue.of("closes", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 100
                    accept 3
                    < P. 1(100) ack 1 win 100
                    close 4
                    < . 101(0) ack 1 win 100
                    """),
            Dialogue.of("linger0", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 100
                    accept 3
                    setsockopt 4 1 13 8 0100000000000000
                    write 4 1000
                    close 4
                    """),
            Dialogue.of("halfclose", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 100
                    accept 3
                    shutdown 4 wr
                    poll 0 4:8223
                    < . 1(0) ack 2 win 100
                    < P. 1(100) ack 2 win 100
                    read 4 1000
                    write 4 100
                    shutdown 4 rd
                    poll 0 4:8223
                    < P. 101(100) ack 2 win 100
                    read 4 1000
                    < F. 201(0) ack 2 win 100
                    poll 0 4:8223
                    shutdown 4 rdwr
                    """),
            Dialogue.of("nagle", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    write 4 100
                    write 4 100
                    write 4 1100
                    < . 1(0) ack 101 win 500
                    < . 1(0) ack 1101 win 500
                    < . 1(0) ack 1301 win 500
                    write 4 2500
                    write 4 100
                    < . 1(0) ack 3801 win 500
                    """),
            Dialogue.of("ecn-client", """
                    sys sysctl -q -w net.ipv4.tcp_ecn=1
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    < SE. 0(0) ack 1 win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    write 3 2000
                    < E. 1(0) ack 1001 win 500
                    < . 1(0) ack 2001 win 500
                    write 3 2000
                    """),
            Dialogue.of("finwait2", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1000,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 500
                    accept 3
                    close 4
                    < . 1(0) ack 2 win 500
                    < P. 1(100) ack 2 win 500
                    < F. 101(0) ack 2 win 500
                    """),
            Dialogue.of("halfopen-rst", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000>
                    < R 1(0) win 0
                    < . 1(0) ack 1 win 500
                    < S 0(0) win 32767 <mss/1000>
                    < R. 1(0) ack 1 win 0
                    < . 1(0) ack 1 win 500
                    < F. 1(0) ack 1 win 500
                    < R 5(0) win 0
                    """),
            Dialogue.of("halfopen-fin", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 1
                    < S 0(0) win 32767 <mss/1000>
                    < F. 1(0) ack 1 win 500
                    poll 0 3:255
                    accept 3
                    poll 0 4:8223
                    read 4 100
                    """),
            Dialogue.of("icmp-syn", """
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    < icmp 3/1
                    poll 0 3:255
                    getsockopt 3 1 4 4
                    """),
            Dialogue.of("icmp-port", """
                    socket inet 2049 tcp
                    connect 3 192.168.10.1 9000
                    < icmp 3/3
                    poll 0 3:255
                    getsockopt 3 1 4 4
                    """),
            Dialogue.of("connect-block", """
                    socket inet 1 tcp
                    setsockopt 3 1 21 16 0000000000000000a086010000000000
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 1 win 32767 <mss/1000>
                    """),
            Dialogue.of("delack", """
                    socket inet 2049 tcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 32767 <mss/1460,sok,nop,nop,nop,ws/7>
                    < . 1(0) ack 1 win 512
                    accept 3
                    < P. 1(1000) ack 1 win 512
                    write 4 100
                    < . 1001(0) ack 101 win 512
                    < P. 1001(1000) ack 101 win 512
                    +100
                    < . 2001(1000) ack 101 win 512
                    < . 3001(1000) ack 101 win 512
                    < . 4001(1460) ack 101 win 512
                    < . 5461(1460) ack 101 win 512
                    +100
                    write 4 100
                    < P. 6921(10) ack 201 win 512
                    +100
                    setsockopt 4 6 12 4 01000000
                    < P. 6931(10) ack 201 win 512
                    +100
                    """));

    private TcpDialogues() {}
}
