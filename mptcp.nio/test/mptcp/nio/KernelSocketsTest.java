package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Sockets as the kernel lists them. */
final class KernelSocketsTest {
    @Test
    void aLineOfEachFamily() {
        KernelSockets.Held four = KernelSockets.parse("   1: 0100007F:1F90 0200000A:0050 01 00000000:00000000 00:00000000 00000000"
                + "  1000        0 4711 1 0000000000000000 20 4 30 10 -1", false);
        assertEquals(new KernelSockets.Held(4711, false, new InetSocketAddress("127.0.0.1", 8080),
                new InetSocketAddress("10.0.0.2", 80), true), four);
        KernelSockets.Held six = KernelSockets.parse("  12: B80D0120000000000000000001000000:0035 00000000000000000000000000000000:0000"
                + " 07 00000000:00000000 00:00000000 00000000     0        0 9 2 0000000000000000 0", true);
        assertEquals(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::1"), 53), six.local());
        assertFalse(six.established());
        assertTrue(six.datagrams());
    }

    @Test
    void whatThisProcessHolds() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/net/udp")), "needs Linux");
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertEquals(1, KernelSockets.held().stream()
                    .filter(h -> h.datagrams() && h.local().getPort() == socket.getLocalPort()).count());
        }
    }
}
