package mptcp.lab.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ParsersTest {
    private static final String SS = """
            tcp   ESTAB  0      0      127.0.0.1:5001  127.0.0.1:57336 bbr wscale:10,10 bytes_received:1000 \
            tcp-ulp-mptcp flags:Mec token:0000(id:0)/501e680a(id:0) seq:25e1147fc84e3815
            tcp   ESTAB  0      0      127.0.0.1:22    127.0.0.1:57000 cubic wscale:10,10
            mptcp ESTAB  0      0      127.0.0.1:5001  127.0.0.1:57336 subflows_max:2 remote_key \
            token:501e680a rcv_nxt:25e1147fc84e3bfd
            """;

    @Test
    void socketTable() {
        SocketTable table = SocketTable.parse(SS);
        assertEquals(1, table.connections().size());
        assertEquals(1, table.subflows().size());
        SocketTable.Entry connection = table.connections().getFirst();
        assertEquals("501e680a", connection.token());
        assertEquals("127.0.0.1:5001", connection.local());
        assertEquals(2, connection.number("subflows_max"));
        assertTrue(connection.details().containsKey("remote_key"));
        assertEquals(table.subflows(), table.subflowsOf(connection));
        assertEquals(1000, table.subflows().getFirst().number("bytes_received"));
    }

    @Test
    void counters() {
        Map<String, Long> values = new TreeMap<>();
        Counters.parse(List.of("Tcp: MaxConn InSegs", "Tcp: -1 7", "MPTcpExt: MPJoinAckRx", "MPTcpExt: 3"), values);
        assertEquals(Map.of("TcpMaxConn", -1L, "TcpInSegs", 7L, "MPTcpExtMPJoinAckRx", 3L), values);
    }
}
