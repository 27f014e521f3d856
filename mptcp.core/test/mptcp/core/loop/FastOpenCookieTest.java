package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import mptcp.api.socket.FastOpenKey;
import mptcp.core.wire.Flow;
import mptcp.core.wire.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies as a Linux server (6.18) gave them out, captured, with the same key: several servers may share it. */
class FastOpenCookieTest {
    private static final FastOpenKey KEY = FastOpenKey.of("a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4");

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1, 9609976ee4a2284d", "127.0.1.1, 127.0.2.2, e1094a4ea73ef69f",
        "fd00::1, fd00::2, 9dee2baceac3b5b0"})
    void asTheKernelMakesThem(String server, String client, String cookie) {
        IpAddress local = IpAddress.of(InetAddress.ofLiteral(server));
        IpAddress remote = IpAddress.of(InetAddress.ofLiteral(client));
        assertEquals(Long.parseUnsignedLong(cookie, 16),
                FastOpenServer.cookie(KEY, new Flow(local, 80, remote, 4000)));
    }
}
