package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts of bytes, patterns, flags of messages and poll. */
@Timeout(60)
final class DataCallsTest {
    private static final int IN = 0x41;
    private static final int OUT = 0x104;

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "mptcp"})
    void aLongPatternBothWays(String protocol) throws Exception {
        int fd = agents.connect(protocol);
        assertEquals("= 0", agents.left.ask("pattern 3 tx 42"));
        assertEquals("= 0", agents.left.ask("pattern 3 rx 0xffffffffffffffff"));
        assertEquals("= 0", agents.right.ask("pattern %d rx 42", fd));
        assertEquals("= 0", agents.right.ask("pattern %d tx 18446744073709551615", fd));
        Client leftReader = agents.client("left");
        Client rightReader = agents.client("right");
        int n = 3_000_000;
        var written = agents.left.start("write 3 %d", n);
        var alsoWritten = agents.right.start("write %d %d", fd, n);
        var read = rightReader.start("recv %d %d 256", fd, n);
        var alsoRead = leftReader.start("recv 3 %d 256", n);
        assertEquals("= " + n, written.get());
        assertEquals("= " + n, alsoWritten.get());
        assertEquals("= " + n + " ok", read.get());
        assertEquals("= " + n + " ok", alsoRead.get());
    }

    @Test
    void aWrongByteIsFound() {
        int fd = agents.connect("mptcp");
        agents.left.ask("pattern 3 tx 1");
        agents.right.ask("pattern %d rx 1", fd);
        agents.left.number("write 3 5000");
        assertEquals("= 5000 ok", agents.right.ask("recv %d 5000 256", fd));
        agents.left.ask("pattern 3 tx 2");
        agents.left.number("write 3 100");
        assertEquals("= 100 bad@5000", agents.right.ask("recv %d 100 256", fd));
    }

    @Test
    void peekLeavesBytesInPlace() {
        int fd = agents.connect("mptcp");
        agents.left.ask("pattern 3 tx 9");
        agents.right.ask("pattern %d rx 9", fd);
        agents.left.number("write 3 1000");
        agents.right.number("poll -1 %d:1", fd);
        assertEquals("= 400 ok", agents.right.ask("recv %d 400 2", fd));
        assertEquals("= 1000 ok", agents.right.ask("recv %d 2000 2", fd));
        assertEquals("= 0 1000", agents.right.ask("ioctl %d inq", fd));
        assertEquals("= 300 ok", agents.right.ask("recv %d 300 0", fd));
        assertEquals("= 700 ok", agents.right.ask("recv %d 5000 2", fd));
        assertEquals("= 700 ok", agents.right.ask("recv %d 5000 64", fd));
        assertEquals("! EAGAIN", agents.right.ask("recv %d 1 64", fd));
    }

    @Test
    void aFullBufferTakesNoMore() {
        int fd = agents.connect("tcp");
        agents.left.ask("fcntl 3 setfl 2048");
        int taken = 0;
        String reply = agents.left.ask("write 3 1000000");
        // What was written is acknowledged until the receive buffer is full; with each acknowledgement there may be room again.
        while (reply.startsWith("= ") || agents.left.ask("poll 0 3:4").equals("= 1 4")) {
            taken += reply.startsWith("= ") ? Integer.parseInt(reply.substring(2)) : 0;
            agents.left.ask("sync");
            agents.right.ask("sync");
            reply = agents.left.ask("write 3 1000000");
        }
        assertEquals("! EAGAIN", reply);
        assertEquals("= 0 0", agents.left.ask("poll 0 3:4"));
        assertTrue(agents.left.number("ioctl 3 outq") == 0, "the call succeeds");
        long queued = Long.parseLong(agents.left.ask("ioctl 3 outq").split(" ")[2]);
        long unsent = Long.parseLong(agents.left.ask("ioctl 3 outqnsd").split(" ")[2]);
        assertTrue(queued > 0 && unsent > 0 && unsent <= queued, queued + " " + unsent);
        agents.right.ask("pattern %d rx 0", fd);
        assertTrue(agents.right.ask("recv %d %d 256", fd, taken).startsWith("= " + taken + " bad@"), "zeros were sent");
        assertEquals("= 1 4", agents.left.ask("poll -1 3:4"));
    }

    @Test
    void moreToComeWaitsForTheRest() {
        int fd = agents.connect("tcp");
        agents.left.ask("sync");
        int before = agents.wire.left.sent.size();
        assertEquals("= 100", agents.left.ask("send 3 100 32768"));
        assertEquals(before, agents.wire.left.sent.size(), "MSG_MORE holds a partial segment back");
        assertEquals("= 50", agents.left.ask("sendto 3 50 0 10.0.0.2 80"));
        assertEquals(before + 1, agents.wire.left.sent.size(), "one segment with both is out when the call returns");
        assertEquals("= 150", agents.right.ask("recv %d 150 256", fd));
        assertEquals("= 1", agents.left.ask("sendmsg 3 1 0 10.0.0.2 80 -"));
        assertEquals("= 1 0 -", agents.right.ask("recvmsg %d 100 0 100", fd));
    }

    @Test
    void recvmsgTellsWhatIsLeft() {
        int fd = agents.connect("tcp");
        agents.right.ask("setsockopt %d 6 36 4 01000000", fd);
        agents.left.number("write 3 1000");
        agents.right.number("poll -1 %d:1", fd);
        assertEquals("= 400 0 14000000000000000600000024000000" + "5802000000000000",
                agents.right.ask("recvmsg %d 400 0 64", fd));
        assertEquals("= 100 8 -", agents.right.ask("recvmsg %d 100 0 4", fd));
    }

    @Test
    void pollTellsWhatIsTrue() throws IOException {
        assertEquals("= 1 32", agents.left.ask("poll 0 9:1"));
        agents.left.number("socket inet 1 mptcp");
        assertEquals("= 1 " + (OUT | 16), agents.left.ask("poll 0 3:0x7fff"));
        agents.left.number("close 3");
        int fd = agents.connect("mptcp");
        assertEquals("= 1 " + OUT, agents.left.ask("poll 0 3:0x7fff"));
        assertEquals("= 0 0", agents.left.ask("poll 10 3:1"));
        var readable = agents.right.start("poll -1 3:1 %d:1", fd);
        assertEquals("= 1", agents.left.ask("write 3 1"));
        assertEquals("= 1 0 1", readable.join());
        assertEquals("= 0", agents.left.ask("shutdown 3 rd"));
        assertEquals("= 1 " + (IN | OUT | 8192), agents.left.ask("poll 0 3:0x7fff"));
        assertEquals("= 0", agents.left.ask("read 3 1"));
        assertEquals(1, agents.right.number("write %d 1", fd));
        agents.left.ask("sync");
        assertEquals("= 1", agents.left.ask("read 3 1"), "what comes after SHUT_RD can be read");
        assertEquals("= 0", agents.left.ask("shutdown 3 wr"));
        assertEquals("= 1 " + (IN | OUT | 16 | 8192), agents.left.ask("poll 0 3:0x7fff"));
    }

    @Test
    void timeoutsEndCalls() {
        agents.connect("tcp");
        assertEquals("= 0", agents.left.ask("setsockopt 3 1 20 16 00000000000000001027000000000000"));
        assertEquals("= 0 00000000000000001027000000000000", agents.left.ask("getsockopt 3 1 20 16"));
        assertEquals("! EAGAIN", agents.left.ask("read 3 1"));
    }
}
