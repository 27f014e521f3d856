package mptcp.io.raw;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.io.raw.libc.LibC;
import mptcp.io.raw.libc.LocalRoutes;

/**
 * Two hosts of one test on one Ethernet segment, each a namespace with an {@code eth0}: the stack's, whose kernel has
 * 10.9.0.1 and fd09::1, and the peer, whose kernel has 10.9.0.2 and fd09::2.
 */
final class TestSegment implements AutoCloseable {
    final TestNamespace stack = new TestNamespace();
    final TestNamespace peer;

    TestSegment() throws IOException {
        TestNamespace made = null;
        try {
            made = new TestNamespace();
            stack.ip("link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", made.name);
            configure(stack, 1);
            configure(made, 2);
            for (TestNamespace host : List.of(stack, made)) {
                host.ip("link", "show", "dev", "eth0"); // makes the kernel notice at once that the cable has two ends
            }
            awaitIpv6(stack, "fd09::1");
            awaitIpv6(made, "fd09::2");
        } catch (IOException | RuntimeException | Error e) {
            stack.close();
            if (made != null) {
                made.close();
            }
            throw e;
        }
        peer = made;
    }

    private static void configure(TestNamespace host, int number) throws IOException {
        host.ip("link", "set", "eth0", "addrgenmode", "none");
        host.ip("addr", "add", "10.9.0." + number + "/24", "dev", "eth0");
        host.ip("addr", "add", "fd09::" + number + "/64", "dev", "eth0", "nodad");
        host.ip("link", "set", "eth0", "up");
    }

    /** Waits until the host takes packets for an address. */
    static void awaitIpv6(TestNamespace host, String address) throws IOException {
        host.inside(() -> {
            LocalRoutes.awaitIpv6(InetAddress.ofLiteral(address));
            return null;
        });
    }

    String hardware(TestNamespace host) throws IOException {
        String shown = host.output("link", "show", "dev", "eth0");
        return shown.replaceAll("(?s).*link/ether ([0-9a-f:]{17}).*", "$1").replace(":", "");
    }

    /** Sends whole frames from the peer. */
    void frames(byte[]... frames) throws IOException {
        int index = Integer.parseInt(peer.output("link", "show", "dev", "eth0").replaceAll("(?s)^(\\d+):.*", "$1"));
        peer.inside(() -> {
            try (Arena arena = Arena.ofConfined()) {
                LibC libc = new LibC(arena);
                int fd = libc.socket(17, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
                ByteBuffer address = ByteBuffer.allocate(20).order(ByteOrder.nativeOrder());
                address.putShort((short) 17).putShort((short) 0).putInt(index);
                MemorySegment place = arena.allocate(20, 8);
                place.copyFrom(MemorySegment.ofArray(address.array()));
                check(libc.bind(fd, place));
                for (byte[] each : frames) {
                    MemorySegment frame = arena.allocate(each.length, 8);
                    frame.copyFrom(MemorySegment.ofArray(each));
                    check(libc.write(fd, frame.address(), each.length));
                }
                libc.close(fd);
            }
            return null;
        });
    }

    private static void check(long result) throws IOException {
        if (result < 0) {
            throw new IOException("errno " + -result);
        }
    }

    static void setting(TestNamespace host, String name, String value) throws IOException {
        host.inside(() -> Files.writeString(Path.of("/proc/sys/net", name), value));
    }

    @Override
    public void close() throws IOException {
        try {
            peer.close();
        } finally {
            stack.close();
        }
    }
}
