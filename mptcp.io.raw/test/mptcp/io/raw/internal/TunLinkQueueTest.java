package mptcp.io.raw.internal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.io.raw.NetworkNamespace;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens when the kernel has no room: a pipe stands in for the device, since it says so soon. */
@Timeout(60)
final class TunLinkQueueTest {
    private static final int PACKET = 1000;

    private int sent;

    @Test
    void whatFindsNoRoomStaysQueuedInOrder(@TempDir Path directory) throws Exception {
        assumeTrue(NetworkNamespace.isSupported(), "needs Linux");
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (Arena arena = Arena.ofConfined()) {
            LibC libc = new LibC(arena);
            int fd = libc.open(arena.allocateFrom(pipe.toString()),
                    LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
            IpLink link = new TunLink(new TunDevice(fd, List.of(), "pipe", 1500),
                    RawLinkOptions.create("pipe").transmitBuffer(1 << 17));
            fill(link);
            link.flush(100);
            long first = link.statistics().txPackets();
            assertTrue(first > 0 && first < sent, "some fit into the pipe");
            assertTrue(link.nextEventNs() > 100 && link.nextEventNs() < Long.MAX_VALUE, "it tries again soon");
            fill(link);
            MemorySegment buffer = arena.allocate(PACKET, 4);
            int received = 0;
            while (true) {
                long read = libc.read(fd, buffer.address(), PACKET);
                if (read == -Errno.EAGAIN) {
                    link.flush(200);
                    if (received == sent) {
                        break;
                    }
                    continue;
                }
                assertEquals(PACKET, read);
                assertEquals(received++, buffer.get(JAVA_INT, 0));
            }
            assertEquals(sent, link.statistics().txPackets());
            assertEquals(0, link.statistics().txDropped());
            assertEquals(Long.MAX_VALUE, link.nextEventNs());
            link.close();
        }
    }

    private void fill(IpLink link) throws IOException {
        while (true) {
            long offset = link.claim(PACKET);
            if (offset == IpLink.NO_ROOM) {
                return;
            }
            link.txMemory().set(JAVA_INT, offset, sent++);
            link.commit(offset, PACKET, 0, IpLink.CHECKSUM_FULL);
        }
    }
}
