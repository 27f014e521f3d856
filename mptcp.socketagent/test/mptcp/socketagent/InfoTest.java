package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a connection tells of itself in Linux's structures. */
@Timeout(60)
final class InfoTest {
    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @BeforeEach
    void transferred() {
        agents.right.number("socket inet 1 mptcp");
        agents.right.number("bind 3 10.0.0.2 80");
        agents.right.number("listen 3 5");
        agents.left.number("socket inet 1 mptcp");
        agents.left.number("connect 3 10.0.0.2 80");
        agents.right.number("accept 3");
        agents.left.number("write 3 20000");
        assertEquals(20_000, agents.right.number("recv 4 20000 256"));
        agents.right.number("write 4 1"); // when that is here, so are the acknowledgements
        assertEquals("= 1 1", agents.left.ask("poll 30000 3:1"));
    }

    private ByteBuffer option(int level, int option, int length) {
        String reply = agents.left.ask("getsockopt 3 %d %d %d", level, option, length);
        return ByteBuffer.wrap(HexFormat.of().parseHex(reply.split(" ")[2])).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void tcpInfoIsFilled() {
        ByteBuffer b = option(6, 11, 248);
        assertEquals(248, b.capacity());
        assertEquals(7, b.get(5), "timestamps, SACK, window scaling");
        assertEquals(b.get(6) & 0xf, b.get(6) >> 4 & 0xf, "both ends scale alike");
        assertEquals(1500, b.getInt(60), "the path's MTU");
        assertEquals(0, b.getInt(32), "nothing is lost");
        assertEquals(3, b.getInt(88));
        assertTrue(b.getLong(160) > 0, "a delivery rate");
        assertTrue(b.getInt(192) >= 15, "segments were delivered");
    }

    @Test
    void theListsOfSubflows() {
        ByteBuffer infos = option(284, 2, 16 + 248);
        assertEquals(16, infos.getInt(0));
        assertEquals(1, infos.getInt(4));
        assertEquals(248, infos.getInt(8));
        assertEquals(1, infos.get(16), "established");
        ByteBuffer addresses = option(284, 3, 16 + 256);
        assertEquals(2, addresses.getShort(16), "AF_INET");
        assertEquals(0x0a000001, addresses.order(ByteOrder.BIG_ENDIAN).getInt(20));
        assertEquals(80, addresses.getShort(16 + 128 + 2));
        assertEquals(0x0a000002, addresses.getInt(16 + 128 + 4));
    }

    @Test
    void allAtOnce() {
        ByteBuffer b = option(284, 4, 1000);
        assertEquals(248, b.getInt(0));
        assertEquals(264, b.getInt(8));
        assertEquals(1, b.getInt(16));
        assertEquals(option(284, 1, 96).getInt(12), b.getInt(40 + 12), "the token");
        assertEquals(2, b.getShort(40 + 96 + 8));
        assertEquals(1, b.get(40 + 96 + 264), "established");
    }
}
