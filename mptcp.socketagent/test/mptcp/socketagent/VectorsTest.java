package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What makes scripts repeatable: sync, reset and chosen numbers. */
@Timeout(60)
final class VectorsTest {
    private static final String KEY = "0123456789abcdef";
    private static final int SYNS = 500;

    @RegisterExtension
    final TwoAgents agents = new TwoAgents();

    @Test
    void theNextKeyAndSequenceNumber() throws Exception {
        assertEquals("= 0", agents.left.ask("key next " + KEY));
        assertEquals("= 0", agents.left.ask("isn next fffffff0"));
        int fd = agents.connect("mptcp");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(KEY));
        var facts = agents.left.facts("info 3");
        assertEquals(Integer.toUnsignedString(ByteBuffer.wrap(hash).getInt()), facts.get("token_l"),
                "RFC 8684 section 3.2: the most significant 32 bits of the hash");
        assertEquals(Long.toUnsignedString(ByteBuffer.wrap(hash).getLong(24)), facts.get("idsn_l"),
                "RFC 8684 section 3.1: the least significant 64 bits");
        assertEquals(facts.get("idsn_l"), agents.right.facts("info " + fd).get("idsn_r"));
        assertEquals(0xfffffff0, Packets.sequence(agents.wire.left.sent.getFirst()));
        agents.left.ask("pattern 3 tx 1");
        agents.right.ask("pattern %d rx 1", fd);
        agents.left.number("write 3 100");
        assertEquals("= 100 ok", agents.right.ask("recv %d 100 256", fd), "over the wrap of sequence numbers");
        assertEquals(Integer.toString(0xfffffff1 + 100), agents.left.facts("subflow 3 0").get("snd_nxt"));
        agents.left.number("socket inet 1 mptcp");
        agents.left.number("connect 4 10.0.0.2 80");
        assertNotEquals(facts.get("token_l"), agents.left.facts("info 4").get("token_l"), "it was for one connection");
    }

    @Test
    void theNextNonce() {
        assertEquals("! EINVAL", agents.left.ask("nonce next 1234"));
        assertEquals("! EINVAL", agents.left.ask("key last " + KEY));
        agents.left.ask("sys ip addr add 10.0.0.11/24 dev tun0");
        agents.left.ask("sys ip mptcp endpoint add 10.0.0.11 dev tun0 subflow");
        assertEquals("= 0", agents.left.ask("nonce next deadbeef"));
        int fd = agents.connect("mptcp");
        agents.left.number("write 3 1");
        agents.right.number("read %d 1", fd);
        agents.right.number("write %d 1", fd);
        agents.left.number("read 3 1");
        while (agents.wire.left.sent.stream().noneMatch(p -> Packets.options(p).endsWith("deadbeef"))) {
            agents.left.ask("poll 20");
        }
        byte[] join = agents.wire.left.sent.stream().filter(p -> Packets.options(p).endsWith("deadbeef")).findFirst()
                .orElseThrow();
        String token = "%08x".formatted(Integer.parseUnsignedInt(agents.left.facts("info 3").get("token_r")));
        assertTrue(Packets.options(join).endsWith("1e0c1001" + token + "deadbeef"), Packets.options(join));
    }

    @Test
    void afterSyncAllThatWasSentIsAnswered() {
        for (int i = 0; i < SYNS; i++) {
            agents.wire.left.inject(Packets.syn(1000 + i, 80));
        }
        assertEquals("= 0", agents.left.ask("sync"));
        assertEquals(SYNS, agents.wire.left.sent.size(), "each SYN to a closed port is answered by a RST");
        assertTrue(agents.left.command("nstat -zjs").contains("\"TcpOutRsts\":" + SYNS + ","));
    }

    @Test
    void aResetForgetsAll() throws Exception {
        int fd = agents.connect("mptcp");
        agents.left.ask("sys sysctl -q net.ipv4.tcp_sack=0; ip mptcp limits set subflows 8;"
                + " ip mptcp endpoint add 10.0.0.9 signal; ip addr add 10.0.0.9/24 dev tun0; nstat -n");
        agents.left.ask("isn next 00000001");
        Client blocked = agents.client("left");
        var read = blocked.start("read 3 1");
        agents.right.ask("sync");
        int sent = agents.wire.left.sent.size();
        assertEquals("= 0", agents.left.ask("reset"));
        assertEquals("! EBADF", read.get());
        assertEquals(sent, agents.wire.left.sent.size(), "the peer is told nothing");
        assertEquals("! EBADF", agents.left.ask("read 3 1"));
        assertEquals("net.ipv4.tcp_sack = 1", agents.left.command("sysctl net.ipv4.tcp_sack").strip());
        assertEquals("add_addr_accepted 0 subflows 2", agents.left.command("ip mptcp limits").strip());
        assertEquals("", agents.left.command("ip mptcp endpoint"));
        assertEquals("{\"kernel\":{}}", agents.left.command("nstat -js").strip());
        assertEquals("= 3", agents.left.ask("socket inet 1 tcp"));
        assertEquals("! EADDRNOTAVAIL", agents.left.ask("bind 3 10.0.0.9 80"));
        agents.wire.cut = true;
        agents.left.ask("fcntl 3 setfl 2048");
        agents.left.ask("connect 3 10.0.0.2 80");
        assertNotEquals(1, Packets.sequence(agents.wire.left.sent.getLast()));
        agents.wire.cut = false;
        assertEquals(1, agents.right.number("write %d 1", fd), "the peer still has its connection, for a moment");
    }
}
