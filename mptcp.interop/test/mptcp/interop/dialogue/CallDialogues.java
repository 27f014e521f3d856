package mptcp.interop.dialogue;

import java.util.List;

/** What system calls, socket options among them, answer in each state. */
final class CallDialogues {
    static final List<Dialogue> ALL = List.of(
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

    private CallDialogues() {}
}
