package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening and closing, with the answers of Linux. */
@Timeout(60)
final class SocketCallsTest {
    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @Test
    void greetingAndWhatIsNotUnderstood() {
        assertTrue(agents.left.ask("hello test 1").matches("= 0 \\S+ proto=1"));
        assertEquals("! ENOSYS", agents.left.ask("teleport 3"));
        assertEquals("! EINVAL", agents.left.ask("socket inet"));
        assertEquals("! EINVAL", agents.left.ask("socket inet one tcp"));
        assertEquals("! EBADF", agents.left.ask("close 3"));
        assertEquals("! EBADF", agents.left.ask("read 2 10"));
    }

    @ParameterizedTest
    @CsvSource({"inet 1 tcp,= 3", "inet6 2049 mptcp,= 3", "inet 2 tcp,! ESOCKTNOSUPPORT",
            "unix 1 tcp,! EAFNOSUPPORT", "inet 1 sctp,! EPROTONOSUPPORT"})
    void socket(String arguments, String reply) {
        assertEquals(reply, agents.left.ask("socket " + arguments));
    }

    @Test
    void theLowestFreeDescriptorIsGiven() {
        assertEquals(3, agents.left.number("socket inet 1 tcp"));
        assertEquals(4, agents.left.number("socket inet 1 tcp"));
        assertEquals(0, agents.left.number("close 3"));
        assertEquals(3, agents.left.number("socket inet 1 mptcp"));
        assertEquals("! EBADF", agents.left.ask("close 5"));
    }

    @Test
    void bind() {
        agents.left.number("socket inet 1 tcp");
        assertEquals("! EADDRNOTAVAIL", agents.left.ask("bind 3 10.0.0.77 80"));
        assertEquals("! EAFNOSUPPORT", agents.left.ask("bind 3 fd00::1 80"));
        assertEquals("= 0", agents.left.ask("bind 3 0.0.0.0 80"));
        assertEquals("! EINVAL", agents.left.ask("bind 3 0.0.0.0 81"));
        agents.left.number("socket inet 1 tcp");
        assertEquals("! EADDRINUSE", agents.left.ask("bind 4 10.0.0.1 80"));
        agents.left.number("socket inet6 1 tcp");
        assertEquals("! EADDRINUSE", agents.left.ask("bind 5 :: 80"));
        assertEquals("= 0", agents.left.ask("bind 5 fd00::1 80"));
        assertEquals("= 0", agents.left.ask("close 3"));
        assertEquals("= 0", agents.left.ask("bind 4 10.0.0.1 80"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "mptcp"})
    void connectAndAccept(String protocol) {
        assertEquals(4, agents.connect(protocol));
        assertEquals("! EISCONN", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals("ESTABLISHED", agents.left.facts("info 3").get("tcp_state"));
        assertEquals("ESTABLISHED", agents.right.facts("info 4").get("tcp_state"));
        assertEquals("LISTEN", agents.right.facts("info 3").get("tcp_state"));
        assertEquals(protocol.equals("mptcp") ? "1" : "-1", agents.left.facts("info 3").get("mptcp_version"));
        assertEquals(agents.left.facts("info 3").get("token_l"), agents.right.facts("info 4").get("token_r"));
        assertEquals("10.0.0.2", agents.left.facts("subflow 3 0").get("remote"));
        assertEquals("! EINVAL", agents.left.ask("subflow 3 1"));
    }

    @Test
    void anIpv4PeerOfAnIpv6ListenerIsMapped() {
        agents.right.number("socket inet6 1 mptcp");
        agents.right.number("bind 3 :: 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet 1 mptcp");
        agents.left.number("bind 3 10.0.0.1 5555");
        agents.left.number("connect 3 10.0.0.2 80");
        assertEquals("= 4 ::ffff:10.0.0.1 5555", agents.right.ask("accept 3"));
        agents.left.number("socket inet6 1 mptcp");
        agents.left.number("bind 4 fd00::1 5556");
        agents.left.number("connect 4 fd00::2 80");
        assertEquals("= 5 fd00::1 5556", agents.right.ask("accept 3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "mptcp"})
    void aClosedPortRefuses(String protocol) {
        agents.left.number("socket inet 1 " + protocol);
        assertEquals("! ECONNREFUSED", agents.left.ask("connect 3 10.0.0.2 99"));
        agents.right.number("socket inet 1 mptcp");
        agents.right.number("bind 3 10.0.0.2 99");
        agents.right.number("listen 3 1");
        assertEquals("= 0", agents.left.ask("connect 3 10.0.0.2 99"), "a descriptor may try again");
    }

    @Test
    void connectWithoutWaiting() {
        agents.wire.cut = true;
        agents.left.number("socket inet 2049 mptcp");
        assertEquals("! EINPROGRESS", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals(1, agents.wire.left.sent.size(), "the SYN is out when the call returns");
        assertEquals("! EALREADY", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals("SYN_SENT", agents.left.facts("info 3").get("tcp_state"));
        assertEquals("! EAGAIN", agents.left.ask("read 3 10"));
        assertEquals("! EAGAIN", agents.left.ask("write 3 10"));
        assertEquals("= 0 0", agents.left.ask("poll 0 3:5"));
        assertEquals("= 0", agents.left.ask("connect 3 unspec 0"));
        assertEquals("! ENOTCONN", agents.left.ask("read 3 10"));
        agents.wire.cut = false;
        agents.right.number("socket inet 1 mptcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        assertEquals("! EINPROGRESS", agents.left.ask("connect 3 10.0.0.2 80"));
        assertEquals("= 1 4", agents.left.ask("poll -1 3:4"));
        assertEquals("= 0", agents.left.ask("connect 3 10.0.0.2 80"), "the end of the first call is told once");
        assertEquals("! EISCONN", agents.left.ask("connect 3 10.0.0.2 80"));
    }

    @Test
    void aFailedConnectIsToldBySoError() {
        agents.left.number("socket inet 2049 tcp");
        assertEquals("! EINPROGRESS", agents.left.ask("connect 3 10.0.0.2 99"));
        assertEquals("= 1 " + (1 | 4 | 8 | 16 | 8192), agents.left.ask("poll -1 3:8197"));
        assertEquals("= 0 6f000000", agents.left.ask("getsockopt 3 1 4 4"));
        assertEquals("= 0 00000000", agents.left.ask("getsockopt 3 1 4 4"));
        assertEquals("! ECONNABORTED", agents.left.ask("connect 3 10.0.0.2 99"));
    }

    @Test
    void whatCannotBeDoneInThisState() {
        agents.left.number("socket inet 1 tcp");
        assertEquals("! ENOTCONN", agents.left.ask("shutdown 3 wr"));
        assertEquals("! ENOTCONN", agents.left.ask("read 3 1"));
        assertEquals("! EPIPE", agents.left.ask("write 3 1"));
        assertEquals("! EINVAL", agents.left.ask("accept 3"));
        agents.left.number("listen 3 1");
        assertEquals("! EISCONN", agents.left.ask("connect 3 10.0.0.2 1"));
        assertEquals("! EPIPE", agents.left.ask("write 3 1"));
        assertEquals("! EINVAL", agents.left.ask("ioctl 3 inq"));
        assertEquals("= 0", agents.left.ask("fcntl 3 setfl 2048"));
        assertEquals("= 2050", agents.left.ask("fcntl 3 getfl"));
        assertEquals("! EAGAIN", agents.left.ask("accept 3"));
    }

    @Test
    void aCallThatBlocksHoldsUpItsOwnConnectionOnly() throws Exception {
        agents.right.number("socket inet 1 mptcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        Client second = agents.client("right");
        var accepted = agents.right.start("accept 3");
        assertEquals("= 0", second.ask("sync"));
        assertFalse(accepted.isDone());
        agents.left.number("socket inet 1 mptcp");
        agents.left.number("bind 3 10.0.0.1 5555");
        agents.left.number("connect 3 10.0.0.2 80");
        assertEquals("= 4 10.0.0.1 5555", accepted.get());
        var read = agents.right.start("recv 4 4 256");
        assertEquals(3, agents.left.number("write 3 3"));
        assertEquals("= 0", second.ask("sync"));
        assertFalse(read.isDone(), "MSG_WAITALL waits for the fourth");
        assertEquals(1, agents.left.number("write 3 1"));
        assertEquals("= 4", read.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "mptcp"})
    void closeInBothDirections(String protocol) throws Exception {
        int fd = agents.connect(protocol);
        assertEquals("= 0", agents.left.ask("shutdown 3 wr"));
        assertEquals("! EPIPE", agents.left.ask("write 3 1"));
        assertEquals("= 0", agents.right.ask("read %d 100", fd));
        assertEquals(7, agents.right.number("write %d 7", fd));
        assertEquals("= 7", agents.left.ask("read 3 100"));
        assertEquals("= 0", agents.right.ask("close " + fd));
        assertEquals("= 0", agents.left.ask("read 3 100"));
        assertEquals("= 0", agents.left.ask("close 3"));
    }

    @Test
    void aResetIsToldOnce() {
        int fd = agents.connect("tcp");
        assertEquals("= 0", agents.right.ask("setsockopt %d 1 13 8 0100000000000000", fd));
        assertEquals("= 0", agents.right.ask("close " + fd));
        agents.left.ask("poll -1 3:0x2000"); // the reset is on its way: POLLRDHUP is told when it is here
        assertEquals("= 1 " + 0x215d, agents.left.ask("poll -1 3:0x7fff"), "as Linux has it");
        assertEquals("! ECONNRESET", agents.left.ask("read 3 10"));
        assertEquals("= 1 " + 0x2155, agents.left.ask("poll -1 3:0x7fff"));
        assertEquals("= 0", agents.left.ask("read 3 10"));
        assertEquals("! EPIPE", agents.left.ask("write 3 10"));
        assertEquals("! ENOTCONN", agents.left.ask("shutdown 3 rdwr"));
    }

    @Test
    void aListenerThatIsShutStopsAccepting() throws Exception {
        agents.right.number("socket inet 1 tcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        Client second = agents.client("right");
        var accepted = agents.right.start("accept 3");
        assertEquals("= 0", second.ask("shutdown 3 rd"));
        assertEquals("! EINVAL", accepted.get());
        agents.left.number("socket inet 1 tcp");
        assertEquals("! ECONNREFUSED", agents.left.ask("connect 3 10.0.0.2 80"));
    }
}
