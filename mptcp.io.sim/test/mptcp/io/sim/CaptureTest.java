package mptcp.io.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CaptureTest {
    private static final long MS = 1_000_000;

    @TempDir
    Path folder;

    private final Network network = new Network(1);
    private final Recorder a = new Recorder();
    private final Recorder b = new Recorder();

    /** @param on the name of the interface */
    private record Captured(long timeNs, byte[] packet, String on, boolean outward) {}

    private static List<Captured> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<String> interfaces = new ArrayList<>();
        List<Captured> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            assertEquals(0, length % 4, "blocks are of whole words");
            assertEquals(length, in.getInt(start + length - 4), "a block ends with its length");
            switch (type) {
                case 0x0a0d0d0a -> {
                    assertEquals(0, start, "one section");
                    assertEquals(0x1a2b3c4d, in.getInt());
                    assertEquals(1, in.getInt(), "version 1.0");
                }
                case 1 -> {
                    assertEquals(101, in.getInt());
                    in.getInt();
                    assertEquals(2, in.getShort(), "if_name");
                    byte[] name = new byte[in.getShort()];
                    in.get(name).position(in.position() + 3 & ~3);
                    assertEquals(0x0001_0009, in.getInt(), "if_tsresol");
                    assertEquals(9, in.get());
                    interfaces.add(new String(name, StandardCharsets.UTF_8));
                }
                case 6 -> {
                    String on = interfaces.get(in.getInt());
                    long time = Integer.toUnsignedLong(in.getInt()) << 32 | Integer.toUnsignedLong(in.getInt());
                    byte[] packet = new byte[in.getInt()];
                    assertEquals(packet.length, in.getInt());
                    in.get(packet).position(in.position() + 3 & ~3);
                    assertEquals(0x0004_0002, in.getInt(), "epb_flags");
                    packets.add(new Captured(time, packet, on, in.getInt() == 2));
                }
                default -> throw new AssertionError("a block of type " + type);
            }
            in.position(start + length);
        }
        return packets;
    }

    @Test
    void showsWhatAnEndSees() throws IOException {
        SimPath p = network.newPath("p").between(End.of(a), End.of(b)).forward(LinkSpec.of("delay=5ms")).create();
        network.newPath("q").between(End.of(new Recorder()), End.of(new Recorder())).create();
        Path atA = folder.resolve("a.pcapng");
        Path atB = folder.resolve("b.pcapng");
        network.capture(atA);
        byte[] lost = TestPackets.tcp().seq(1).ofLength(100);
        byte[] passed = TestPackets.tcp().seq(2).ofLength(1_500);
        byte[] answer = TestPackets.tcp6().seq(3).ofLength(80);
        try (PcapWriter writer = p.capture(atB, Direction.BACKWARD)) {
            p.dropNext(Direction.FORWARD, 1);
            network.at(3_000_000_007L, () -> {
                a.port.send(lost);
                a.port.send(passed);
            });
            network.at(3_001_000_000L, () -> b.port.send(answer));
            network.at(3_001_000_001L, () -> network.path("q").port(Direction.FORWARD).send(lost));
            network.runUntil(4_000 * MS);
            writer.flush();
        }
        network.close();
        List<Captured> seen = read(atA);
        assertEquals(List.of(3_000_000_007L, 3_000_000_007L, 3_001_000_000L, 3_001_000_001L),
                seen.stream().map(Captured::timeNs).toList());
        assertEquals(List.of("p", "p", "p", "q"), seen.stream().map(Captured::on).toList());
        assertEquals(List.of(true, true, false, true), seen.stream().map(Captured::outward).toList());
        assertArrayEquals(lost, seen.getFirst().packet());
        assertArrayEquals(answer, seen.get(2).packet());
        List<Captured> atEndB = read(atB);
        assertEquals(List.of(3_001_000_000L, 3_005_000_007L), atEndB.stream().map(Captured::timeNs).toList());
        assertArrayEquals(passed, atEndB.getLast().packet());
        assertThrows(IOException.class, () -> network.capture(folder.resolve("missing/x.pcapng")));
    }

    /** Wireshark's own reader names the interfaces, knows the ways, and has nothing to complain of. */
    @Test
    void tsharkReadsIt() throws Exception {
        Path program = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(f -> Path.of(f, "tshark"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(program != null, "there is no tshark on this machine (Debian: apt-get install tshark)");
        network.newPath("path é").between(End.of(a), End.of(b)).create();
        network.newPath("q").between(End.of(a), End.of(b)).create();
        Path file = folder.resolve("t.pcapng");
        network.capture(file);
        network.at(7, () -> network.path("path é").port(Direction.FORWARD).send(TestPackets.tcp().seq(1).ofLength(101)));
        network.at(1_700_000_000_123_456_789L, () -> network.path("q").port(Direction.BACKWARD).send(TestPackets.tcp6().seq(2).ofLength(83)));
        network.runFor(1_700_000_001_000_000_000L);
        network.close();
        Process tshark = new ProcessBuilder(program.toString(), "-n", "-r", file.toString(), "-T", "fields", "-e", "frame.interface_name",
                "-e", "frame.time_epoch", "-e", "frame.packet_flags_direction", "-e", "frame.len").redirectError(folder.resolve("err").toFile())
                .start();
        String text = new String(tshark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String complaints = Files.readString(folder.resolve("err")).lines().filter(l -> !l.startsWith("Running as user")).toList().toString();
        assertEquals(0, tshark.waitFor(), complaints);
        assertEquals("[]", complaints);
        List<String> lines = text.lines().toList();
        assertEquals(2, lines.size(), text);
        assertTrue(lines.getFirst().startsWith("path é\t") && lines.getFirst().endsWith("\t101"), text);
        assertTrue(lines.getLast().startsWith("q\t1700000000.123456789\t") && lines.getLast().endsWith("\t83"), text);
    }

    @Test
    void manyPacketsFillTheBufferManyTimes() throws IOException {
        network.newPath("p").between(End.of(a), End.of(b)).create();
        Path file = folder.resolve("many.pcapng");
        network.capture(file);
        for (int i = 0; i < 1_000; i++) {
            a.port.send(TestPackets.tcp().seq(i).ofLength(1_000));
        }
        network.close();
        List<Captured> seen = read(file);
        assertEquals(1_000, seen.size());
        assertEquals(999, TestPackets.view(seen.getLast().packet()).seq());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void aFullDiskEndsTheCaptureAlone() throws IOException {
        network.newPath("p").between(End.of(a), End.of(b)).create();
        List<IOException> told = new ArrayList<>();
        PcapWriter writer = network.capture(Path.of("/dev/full"), told::add);
        Path other = folder.resolve("other.pcapng");
        network.capture(other);
        for (int i = 0; i < 1_000; i++) {
            a.port.send(TestPackets.tcp().seq(i).ofLength(1_000));
        }
        network.runFor(10 * MS);
        assertEquals(1_000, b.packets.size());
        assertEquals(List.of(writer.failure()), told);
        network.close();
        assertEquals(1, told.size());
        assertEquals(1_000, read(other).size());
    }

    @Test
    void tracesInText() {
        SimPath p = network.newPath("p").between(End.of(a), End.of(b)).forward(LinkSpec.of("delay=5ms")).create();
        List<String> lines = new ArrayList<>();
        TextTrace trace = new TextTrace(lines::add);
        network.listen(trace);
        a.port.send(TestPackets.tcp().seq(2).ofLength(41));
        p.dropNext(Direction.FORWARD, 1);
        a.port.send(TestPackets.tcp().seq(3).ofLength(40));
        network.runFor(10 * MS);
        network.unlisten(trace);
        a.port.send(TestPackets.tcp().seq(4).ofLength(40));
        String text = " 10.0.0.1.40000 > 10.0.0.2.80: Flags [.], seq ";
        assertEquals(List.of(
                "0.000000000 p> sent" + text + "2:3, ack 0, win 5000, length 1",
                "0.000000000 p> sent" + text + "3, ack 0, win 5000, length 0",
                "0.000000000 p> dropped(REQUESTED at p>)" + text + "3, ack 0, win 5000, length 0",
                "0.005000000 p> received" + text + "2:3, ack 0, win 5000, length 1"), lines);
    }
}
