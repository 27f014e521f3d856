package mptcp.conformance.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import mptcp.api.socket.SocketConfig;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** What a repeated SYN/ACK is answered with: the peer waits for the keys (RFC 8684 section 3.1). */
class RepeatedHandshakeTest {
    @Test
    void theAnswerHasTheKeysThoughDataWasSentSince() {
        try (Drill d = Mp.drill(1).open()) {
            Sock s = d.connect(SocketConfig.DEFAULT.withNoDelay(true));
            d.expect(syn(0).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(1, 1).partial().mpCapable());
            s.write(100);
            d.expect(data(1, 1, 100).partial().mpCapable());
            d.inject(synAck(0, 1).mss(1460).mpCapable());
            d.expect(ack(101, 1).partial().mpCapable());
        }
    }
}
