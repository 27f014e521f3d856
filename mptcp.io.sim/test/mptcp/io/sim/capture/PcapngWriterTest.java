package mptcp.io.sim.capture;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mptcp.io.sim.capture.CaptureWriter.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is in a file, byte for byte; and pipes, whose readers keep nobody waiting. */
@Timeout(120)
class PcapngWriterTest {
    private static final MemorySegment PACKET = MemorySegment.ofArray(new byte[] {0x45, 1, 2, 3, 4});

    @TempDir
    Path folder;

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    @Test
    void blocksAreThoseOfTheFormat() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out), false)) {
            int number = writer.describe("tun1");
            writer.packet(number, 0x1_0000_0002L, Way.OUTBOUND, PACKET, 0, 5, "why");
            assertEquals(0, out.size(), "until somebody wants it");
        }
        assertEquals("0a0d0d0a" + "1c000000" + "4d3c2b1a" + "01000000" + "ffffffffffffffff" + "1c000000"
                + "01000000" + "28000000" + "65000000" + "00000400" + "02000400" + "74756e31" + "09000100" + "09000000"
                + "00000000" + "28000000"
                + "06000000" + "3c000000" + "00000000" + "01000000" + "02000000" + "05000000" + "05000000" + "4501020304000000"
                + "01000300" + "77687900" + "02000400" + "02000000" + "00000000" + "3c000000",
                HexFormat.of().formatHex(out.toByteArray()));
    }

    /** Blocks are whole words, whatever was left out of a packet. */
    @Test
    void ofACutPacketTheFirstBytesAreThere() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(Channels.newChannel(out), false)) {
            int before = 28;
            writer.packet(0, 1, Way.INBOUND, PACKET, 0, 5, 2, null);
            writer.flush();
            assertEquals("06000000" + "30000000" + "00000000" + "00000000" + "01000000" + "02000000" + "05000000" + "45010000"
                    + "02000400" + "01000000" + "00000000" + "30000000", HexFormat.of().formatHex(out.toByteArray()).substring(2 * before));
        }
    }

    /** For programs that do not read pcapng. */
    @Test
    void theNameOfAFileChoosesPcap() throws Exception {
        Path file = folder.resolve("a.pcap");
        try (CaptureWriter writer = CaptureWriter.to(file)) {
            writer.packet(writer.describe("tun1"), 7_000_000_009L, Way.OUTBOUND, PACKET, 0, 5, 3, "why");
        }
        assertEquals("4d3cb2a1" + "02000400" + "0000000000000000" + "00000400" + "65000000"
                + "07000000" + "09000000" + "03000000" + "05000000" + "450102", HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void wiresharksReaderHasNothingToComplainOf() throws Exception {
        Path tshark = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(f -> Path.of(f, "tshark"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(tshark != null, "there is no tshark on this machine (Debian: apt-get install tshark)");
        Path file = folder.resolve("a.pcapng");
        try (CaptureWriter writer = CaptureWriter.to(file)) {
            int first = writer.describe("path é");
            int second = writer.describe("q");
            writer.packet(second, 1_700_000_000_123_456_789L, Way.INBOUND, PACKET, 0, 5, null);
            writer.packet(first, 1_700_000_000_123_456_790L, Way.OUTBOUND, PACKET, 1, 3, "two\nlines, é");
        }
        Process process = new ProcessBuilder(tshark.toString(), "-n", "-r", file.toString(), "-T", "fields", "-e", "frame.interface_name",
                "-e", "frame.packet_flags_direction", "-e", "frame.comment", "-e", "frame.len").redirectError(folder.resolve("err").toFile()).start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        String complaints = Files.readString(folder.resolve("err")).lines().filter(l -> !l.startsWith("Running as")).toList().toString();
        assertEquals(0, process.waitFor(), complaints);
        assertEquals("[]", complaints);
        assertTrue(text.startsWith("q\t") && text.contains("\t5\npath é\t") && text.contains("lines, é\t3"), text);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "named pipes")
    void aPipeIsReadAsPacketsCome() throws Exception {
        Path pipe = pipe();
        CaptureWriter writer = CaptureWriter.to(pipe);
        writer.describe("tun1");
        writer.packet(0, 1, Way.UNKNOWN, PACKET, 0, 5, null); // nobody is there yet
        try (InputStream reader = Files.newInputStream(pipe)) {
            assertEquals(28 + 40 + 52, reader.readNBytes(120).length);
            writer.packet(0, 2, Way.UNKNOWN, PACKET, 0, 4, null);
            ByteBuffer block = ByteBuffer.wrap(reader.readNBytes(48)).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals(2, block.getInt(16), "its time, while the writer is open");
            CompletableFuture<byte[]> rest = CompletableFuture.supplyAsync(() -> {
                try {
                    return reader.readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.close();
            assertArrayEquals(new byte[0], rest.get(60, TimeUnit.SECONDS), "the end is told");
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "named pipes")
    void aReaderThatGoesOrNeverComesKeepsNobodyWaiting() throws Exception {
        Path pipe = pipe();
        CaptureWriter unread = CaptureWriter.to(pipe);
        unread.describe("tun1");
        unread.close();

        CaptureWriter left = CaptureWriter.to(pipe);
        left.describe("tun1");
        left.packet(0, 1, Way.UNKNOWN, PACKET, 0, 5, null);
        try (InputStream reader = Files.newInputStream(pipe)) {
            reader.readNBytes(28);
        }
        IOException gone = assertThrows(IOException.class, () -> {
            while (true) {
                left.packet(0, 2, Way.UNKNOWN, PACKET, 0, 5, null);
            }
        });
        assertTrue(gone.getMessage().contains("is gone"), gone::toString);
        left.abandon();

        CaptureWriter behind = CaptureWriter.to(pipe);
        behind.describe("tun1");
        MemorySegment large = MemorySegment.ofArray(new byte[CaptureWriter.LONGEST]);
        IOException late = assertThrows(IOException.class, () -> {
            while (true) {
                behind.packet(0, 3, Way.UNKNOWN, large, 0, CaptureWriter.LONGEST, null);
            }
        });
        assertTrue(late.getMessage().contains("MiB behind"), late::toString);
        behind.abandon();
    }
}
