package mptcp.interop.dialogue;

import java.util.List;

/** Of Multipath TCP: openings, joins, addresses, endings. */
final class MultipathDialogues {
    static final List<Dialogue> ALL = List.of(
            Dialogue.of("mp-peercloses", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < . 1(0) ack 1 win 512 <nop,nop,ts,dss/a8=1/m8=1+0+1/F>
                    poll 0 4:8223
                    read 4 10
                    close 4
                    < . 1(0) ack 1 win 512 <nop,nop,ts,dss/a8=2>
                    < F. 1(0) ack 1 win 512 <nop,nop,ts,dss/a8=2>
                    < F. 1(0) ack 2 win 512 <nop,nop,ts,dss/a8=2>
                    +50
                    """),
            Dialogue.of("mp-fastclose", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,fc>
                    poll 0 4:8223
                    read 4 2000
                    write 4 100
                    getsockopt 4 1 4 4
                    """),
            Dialogue.of("mp-fastclose-r", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < R. 1001(0) ack 1 win 512 <nop,nop,ts,fc>
                    poll 0 4:8223
                    getsockopt 4 1 4 4
                    read 4 2000
                    write 4 100
                    """),
            Dialogue.of("mp-fastclosex", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < R. 1001(0) ack 1 win 512 <nop,nop,ts,fcx>
                    poll 0 4:8223
                    getsockopt 4 1 4 4
                    read 4 2000
                    write 4 100
                    """),
            Dialogue.of("mp-unread", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    close 4
                    +50
                    """),
            Dialogue.of("mp-linger0", """
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    read 4 1000
                    setsockopt 4 1 13 8 0100000000000000
                    close 4
                    +50
                    """),
            Dialogue.of("mp-join", """
                    sys ip mptcp limits set subflows 4 add_addr_accepted 4
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    <b S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,join/1>
                    <b . 1(0) ack 1 win 512 <nop,nop,ts,joina>
                    <b P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1001+1+1000>
                    write 4 1000
                    <b . 1001(0) ack 1 win 512 <nop,nop,ts,prio/1>
                    < . 1001(0) ack 1001 win 512 <nop,nop,ts,dss/a8=1001>
                    close 4
                    +50
                    """),
            Dialogue.of("mp-joinbad", """
                    sys ip mptcp limits set subflows 4 add_addr_accepted 4
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    <b S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,joinx/1>
                    <c S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,join/2>
                    <c . 1(0) ack 1 win 512 <nop,nop,ts,joinax>
                    <d S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,join/3>
                    <d . 1(0) ack 1 win 512 <nop,nop,ts>
                    <e S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,join/4>
                    <e P. 1(100) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1001+1+100>
                    """),
            Dialogue.of("mp-addaddr", """
                    sys ip mptcp limits set subflows 4 add_addr_accepted 4
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,addr/2/p1>
                    <b S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7,joinsa/2>
                    <b . 1(0) ack 1 win 512 <nop,nop,ts,dss/a8=1>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,rm/2>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,addrx/3/p1>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,addr/3/p1/9999>
                    """),
            Dialogue.of("mp-signal", """
                    sys ip mptcp limits set subflows 4 add_addr_accepted 4
                    sys ip mptcp endpoint add 192.168.0.2 id 7 signal
                    socket inet 2049 mptcp
                    bind 3 192.168.0.1 8080
                    listen 3 5
                    < S 0(0) win 65535 <mss/1460,sok,ts0,nop,ws/7,mpc4>
                    < . 1(0) ack 1 win 512 <nop,nop,ts,mpc20>
                    accept 3
                    < P. 1(1000) ack 1 win 512 <nop,nop,ts,dss/a4=1/m4=1+1+1000>
                    < . 1001(0) ack 1 win 512 <nop,nop,ts,echo/7/s1>
                    sys ip mptcp endpoint delete id 7
                    +50
                    """),
            Dialogue.of("mp-fallback1", """
                    socket inet 2049 mptcp
                    connect 3 192.168.10.1 9000
                    < S. 0(0) ack 1 win 65535 <mss/1460,sok,ts,nop,ws/7>
                    write 3 100
                    getsockopt 3 6 43 4
                    < . 1(0) ack 101 win 512 <nop,nop,ts>
                    close 3
                    """));

    private MultipathDialogues() {}
}
