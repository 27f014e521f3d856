package mptcp.conformance.mp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.middlebox.AckForgingProxy;
import mptcp.io.sim.middlebox.Nat;
import mptcp.io.sim.middlebox.OptionStripper;
import mptcp.io.sim.middlebox.PayloadAlg;
import mptcp.io.sim.middlebox.Place;
import mptcp.io.sim.middlebox.SegmentCoalescer;
import mptcp.io.sim.middlebox.SegmentSplitter;
import mptcp.io.sim.middlebox.SequenceRewriter;
import mptcp.testkit.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two stacks with a middlebox between them: RFC 8684 sections 3.7 and 6. The outcome is the right bytes or an error at
 * both ends, never silence and never wrong bytes.
 */
class MiddleboxTest {
    private static final byte[] UP = Exchange.bytes(60_000, 1);
    private static final byte[] DOWN = Exchange.bytes(90_000, 2);

    private static void complete(Exchange x) {
        assertTrue(x.opener().error() == null && x.acceptor().error() == null,
                () -> x.opener().error() + " and " + x.acceptor().error() + " " + x.counters());
        assertArrayEquals(UP, x.acceptor().got());
        assertArrayEquals(DOWN, x.opener().got());
    }

    /** Right bytes as far as they go; who does not get them all is told. */
    private static void completeOrError(Exchange x) {
        assertTrue(x.opener().over() && x.acceptor().over(), () -> "silence: client got " + x.opener().got().length
                + " server got " + x.acceptor().got().length + " " + x.counters());
        assertTrue(Exchange.isStartOf(x.acceptor().got(), UP), "wrong bytes at the server");
        assertTrue(Exchange.isStartOf(x.opener().got(), DOWN), "wrong bytes at the client");
        assertTrue(x.opener().error() != null || x.opener().got().length == DOWN.length, "the client's stream is cut off");
        assertTrue(x.acceptor().error() != null || x.acceptor().got().length == UP.length,
                "the server's stream is cut off");
    }

    // --- what keeps Multipath TCP working

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    @Row(92)
    void rewrittenSequenceNumbers(int version, boolean checksums) throws IOException {
        try (Exchange x = new Exchange(version, checksums, false, null, new SequenceRewriter(0x1234_5678, -99))) {
            complete(x.run(UP, DOWN));
            assertFalse(x.middle().fallback());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    @Row(91)
    void translatedAddresses(int version, boolean checksums) throws IOException {
        Nat nat = new Nat(InetAddress.getByName("10.0.1.99"), 20_000);
        try (Exchange x = new Exchange(version, checksums, false, null, nat)) {
            complete(x.run(UP, DOWN));
            assertEquals(1, nat.translations());
            assertFalse(x.middle().fallback());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false, 400", "0, true, 900", "1, false, 400", "1, true, 900", "1, true, 1"})
    @Row(93)
    void splitSegments(int version, boolean checksums, int size) throws IOException {
        SegmentSplitter box = new SegmentSplitter(size);
        try (Exchange x = new Exchange(version, checksums, true, null, box)) {
            complete(x.run(size == 1 ? Arrays.copyOf(UP, 60_000) : UP, DOWN));
            assertTrue(box.split() > 0);
            assertFalse(x.middle().fallback());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "1, false", "1, true"})
    @Row(93)
    void joinedSegments(int version, boolean checksums) throws IOException {
        SegmentCoalescer box = new SegmentCoalescer(1500, 2_000_000);
        try (Exchange x = new Exchange(version, checksums, false, null, box)) {
            complete(x.run(UP, DOWN));
        }
    }

    // --- what changes the payload

    static Stream<Arguments> gateways() {
        return Stream.of(0, 1).flatMap(v -> Stream.of("server=10.0.9.9", "server=192.168.100.200", "s").map(
                text -> Arguments.of(v, text)));
    }

    @ParameterizedTest
    @MethodSource("gateways")
    @Row({54, 55, 56, 94})
    void changedPayloadIsFoundByTheChecksum(int version, String replacement) throws IOException {
        byte[] search = "server=10.0.1.1".getBytes(StandardCharsets.US_ASCII);
        byte[] changed = replacement.getBytes(StandardCharsets.US_ASCII);
        byte[] up = UP.clone();
        int at = replacement.length() > search.length ? 59_900 : 30_000; // a full segment has no room for more
        System.arraycopy(search, 0, up, at, search.length);
        PayloadAlg box = new PayloadAlg(search, changed, 1500);
        try (Exchange x = new Exchange(version, true, false, null, box)) {
            x.run(up, DOWN);
            byte[] expected = new byte[up.length - search.length + changed.length];
            System.arraycopy(up, 0, expected, 0, at);
            System.arraycopy(changed, 0, expected, at, changed.length);
            System.arraycopy(up, at + search.length, expected, at + changed.length, up.length - at - search.length);
            assertTrue(x.opener().over() && x.acceptor().over(), () -> "silence " + x.counters());
            // as a legacy TCP session would deliver it, if the path's fragments are in order; else an error
            if (x.acceptor().error() == null) {
                assertArrayEquals(expected, x.acceptor().got());
            } else {
                assertTrue(Exchange.isStartOf(x.acceptor().got(), expected), "wrong bytes at the server");
                assertNotNull(x.opener().error(), "the client has to be told as well");
            }
            assertTrue(box.replaced() > 0 && x.counters().contains("MPTcpExtDataCsumErr=1"), x::counters);
        }
    }

    // --- what takes options or acknowledgements into its own hands

    static Stream<Arguments> strippers() {
        return Stream.of(0, 1).flatMap(v -> Stream.of(false, true).flatMap(checksums -> Stream.of(Place.values())
                .flatMap(place -> Stream.of("both", "FORWARD", "BACKWARD").map(
                        direction -> Arguments.of(v, checksums, place, direction)))));
    }

    private static Direction direction(String name) {
        return name.equals("both") ? null : Direction.valueOf(name);
    }

    @ParameterizedTest
    @MethodSource("strippers")
    @Row({21, 22, 23, 26, 95})
    void strippedOptions(int version, boolean checksums, Place place, String direction) throws IOException {
        try (Exchange x = new Exchange(version, checksums, false, direction(direction), OptionStripper.mptcp(place))) {
            x.run(UP, DOWN);
            if (place == Place.SYN || place == Place.SYN_ACK) {
                complete(x);
            } else {
                completeOrError(x);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false, both", "0, true, FORWARD", "1, false, both", "1, true, BACKWARD", "1, false, FORWARD"})
    @Row({57, 95})
    void forgedAcknowledgements(int version, boolean checksums, String direction) throws IOException {
        Middlebox box = new AckForgingProxy();
        try (Exchange x = new Exchange(version, checksums, false, direction(direction), box)) {
            completeOrError(x.run(UP, DOWN));
        }
    }
}
