package mptcp.lab.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mptcp.lab.Command;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the judges of captures say of checksums. */
class CaptureCheckTest {
    private static final int RAW_IP = 101;
    private static final int IP_HEADER = 20;
    private static final int TCP_HEADER = 20;
    /** Where a packet's window and checksum are. */
    private static final int WINDOW = IP_HEADER + 14;
    private static final int CHECKSUM = IP_HEADER + 16;

    @TempDir
    private Path folder;

    @BeforeEach
    void programs() {
        for (String program : List.of("tshark", "python3")) {
            assumeTrue(Command.exists(program), () -> "needs the program " + program);
        }
    }

    /** Which about one segment in 65,536 meets. */
    @Test
    void bothZerosAreRight() throws IOException {
        ByteBuffer packet = acknowledgement();
        packet.putShort(WINDOW, (short) sum(packet)); // so that the sum becomes 0
        assertEquals(0, sum(packet));
        assertEquals(List.of(), problems(packet));
        packet.putShort(CHECKSUM, (short) 0xffff);
        assertEquals(List.of(), problems(packet));
    }

    @Test
    void whatIsWrongIsTold() throws IOException {
        ByteBuffer packet = acknowledgement();
        int right = sum(packet);
        packet.putShort(CHECKSUM, (short) right);
        assertEquals(List.of(), problems(packet));
        for (int wrong : new int[] {right ^ 0x8000, 0, 0xffff}) {
            packet.putShort(CHECKSUM, (short) wrong);
            List<String> problems = problems(packet);
            assertEquals(1, problems.size(), problems::toString);
            assertTrue(problems.getFirst().startsWith("tshark, frame 1"), problems::toString);
        }
    }

    private List<String> problems(ByteBuffer packet) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(40 + packet.capacity()).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(RAW_IP);
        file.putLong(0).putInt(packet.capacity()).putInt(packet.capacity()).put(packet.array());
        Path capture = Files.write(folder.resolve("a.pcap"), file.array());
        return CaptureCheck.check(new Capture.Result(capture, 1, 0), true).problems();
    }

    /** From 10.0.0.1 to 10.0.0.2, with a checksum of 0. */
    private static ByteBuffer acknowledgement() {
        ByteBuffer p = ByteBuffer.allocate(IP_HEADER + TCP_HEADER);
        p.put((byte) 0x45).put((byte) 0).putShort((short) p.capacity()).putInt(0x4000).put((byte) 64).put((byte) 6);
        p.putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        p.putShort(10, (short) ~fold(0, p, 0, IP_HEADER));
        p.putShort((short) 40_000).putShort((short) 8080).putInt(1000).putInt(2000).putShort((short) 0x5010);
        return p;
    }

    /** The TCP checksum that is right (RFC 9293 section 3.1). */
    private static int sum(ByteBuffer p) {
        return ~fold(6 + TCP_HEADER, p, 12, p.capacity()) & 0xffff;
    }

    private static int fold(int sum, ByteBuffer p, int from, int to) {
        int all = sum;
        for (int i = from; i < to; i += 2) {
            all += i == CHECKSUM ? 0 : p.getShort(i) & 0xffff;
        }
        return (all & 0xffff) + (all >>> 16);
    }
}
