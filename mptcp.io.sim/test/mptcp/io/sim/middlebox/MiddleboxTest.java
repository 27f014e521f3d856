package mptcp.io.sim.middlebox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import mptcp.io.sim.Direction;
import mptcp.io.sim.End;
import mptcp.io.sim.LinkSpec;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.Network;
import mptcp.io.sim.Offload;
import mptcp.io.sim.Recorder;
import mptcp.io.sim.TestPackets;
import mptcp.io.sim.packet.TcpView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MiddleboxTest {
    private static final int[] MPTCP = {30, 4, 0x20, 1};
    private static final int SYN_ACK = TcpView.SYN | TcpView.ACK;

    private final Network network = new Network(1);
    private final Recorder client = new Recorder();
    private final Recorder server = new Recorder();

    private void path(Middlebox... boxes) {
        var plan = network.newPath("p").between(End.of(client), End.of(server)).forward(LinkSpec.of("delay=1ms"));
        for (Middlebox box : boxes) {
            plan.middlebox(box);
        }
        plan.create();
    }

    private byte[] forward(TestPackets packet) {
        client.port.send(packet.build());
        network.runFor(1_000_000);
        return server.packets.isEmpty() ? null : server.packets.removeLast();
    }

    private byte[] backward(TestPackets packet) {
        server.port.send(packet.build());
        network.runFor(1_000_000);
        return client.packets.isEmpty() ? null : client.packets.removeLast();
    }

    private static TestPackets tcp() {
        return TestPackets.tcp();
    }

    private static TestPackets reply() {
        return TestPackets.tcp().reversed();
    }

    private static TcpView good(byte[] packet) {
        TcpView view = TestPackets.view(packet);
        assertTrue(view.checksumValid() && view.ipChecksumValid());
        return view;
    }

    private static boolean hasMptcp(byte[] packet) {
        return good(packet).option(TcpView.OPTION_MPTCP, 0) >= 0;
    }

    @AfterEach
    void nothingLeaks() {
        network.runFor(1_000_000_000);
        assertEquals(0, network.packetsInside());
    }

    /** Which of a connection's segments still have their option. */
    private String survivors(Place first, Place... more) {
        OptionStripper box = OptionStripper.mptcp(first, more);
        path(box);
        StringBuilder kept = new StringBuilder();
        keep(kept, "syn", forward(tcp().seq(9).flags(TcpView.SYN).options(MPTCP)));
        keep(kept, "syn/ack", backward(reply().seq(99).ack(10).flags(SYN_ACK).options(MPTCP)));
        keep(kept, "third", forward(tcp().seq(10).ack(100).options(MPTCP)));
        keep(kept, "third-again", forward(tcp().seq(10).ack(100).options(MPTCP)));
        keep(kept, "first", forward(tcp().seq(10).ack(100).options(MPTCP).payload(10)));
        keep(kept, "ack", backward(reply().seq(100).ack(20).options(MPTCP)));
        keep(kept, "second", forward(tcp().seq(20).ack(100).options(MPTCP).payload(10)));
        keep(kept, "first-back", backward(reply().seq(100).ack(30).options(MPTCP).payload(10)));
        keep(kept, "second-back", backward(reply().seq(110).ack(30).options(MPTCP).payload(10)));
        assertEquals(9 - (kept.isEmpty() ? 0 : kept.toString().strip().split(" ").length), box.stripped());
        return kept.toString().strip();
    }

    private static void keep(StringBuilder kept, String name, byte[] packet) {
        kept.append(hasMptcp(packet) ? name + " " : "");
    }

    @Test
    void stripsOnSyn() {
        assertEquals("syn/ack third third-again first ack second first-back second-back", survivors(Place.SYN));
    }

    @Test
    void stripsOnSynAck() {
        assertEquals("syn third third-again first ack second first-back second-back", survivors(Place.SYN_ACK));
    }

    @Test
    void stripsOnThirdAck() {
        assertEquals("syn syn/ack first ack second first-back second-back", survivors(Place.THIRD_ACK));
    }

    @Test
    void stripsOnFirstData() {
        assertEquals("syn syn/ack third third-again ack second second-back", survivors(Place.FIRST_DATA));
    }

    @Test
    void stripsOnLaterDataAndAcks() {
        assertEquals("syn syn/ack third third-again first first-back", survivors(Place.DATA, Place.ACK));
    }

    @Test
    void stripsOneSubtypeOnly() {
        path(OptionStripper.mptcpSubtype(3));
        TcpView view = good(forward(tcp().options(30, 4, 0x20, 1, 30, 4, 0x30, 2)));
        assertEquals(20, view.option(30, 0));
        assertEquals(-1, view.option(30, 24));
        assertEquals(1, view.byteAt(24));
    }

    @Test
    void oneDirectionOnly() {
        network.newPath("p").between(End.of(client), End.of(server))
                .middlebox(Direction.BACKWARD, OptionStripper.mptcp(Place.ACK)).create();
        assertTrue(hasMptcp(forward(tcp().options(MPTCP))));
        assertEquals(false, hasMptcp(backward(reply().options(MPTCP))));
    }

    @Test
    void translatesAddressesAndPorts() throws Exception {
        Nat nat = new Nat(InetAddress.getByName("192.0.2.1"), 5_000);
        path(nat);
        byte[] out = forward(tcp().payload(33));
        assertEquals(5_000, good(out).sourcePort());
        assertArrayEquals(new byte[] {(byte) 192, 0, 2, 1}, java.util.Arrays.copyOfRange(out, 12, 16));
        assertEquals(5_001, good(forward(tcp().from("10.0.0.1", 40_001).to("10.0.0.2", 80))).sourcePort());
        assertEquals(5_000, good(forward(tcp().to("10.0.0.9", 81))).sourcePort());
        byte[] back = backward(tcp().from("10.0.0.2", 80).to("192.0.2.1", 5_000).payload(7));
        assertEquals(40_000, good(back).destinationPort());
        assertArrayEquals(new byte[] {10, 0, 0, 1}, java.util.Arrays.copyOfRange(back, 16, 20));
        assertEquals(null, backward(tcp().from("10.0.0.2", 80).to("192.0.2.1", 5_002)));
        assertEquals(null, backward(tcp().from("10.0.0.2", 80).to("10.0.0.1", 5_000)));
        assertEquals(2, nat.translations());
        nat.forget();
        assertEquals(null, backward(tcp().from("10.0.0.2", 80).to("192.0.2.1", 5_000)));
    }

    @Test
    void translatesIpv6() throws Exception {
        path(new Nat(InetAddress.getByName("2001:db8::1"), 5_000));
        TcpView view = good(forward(TestPackets.tcp6().payload(5)));
        assertEquals(0x2001, view.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 8) << 8
                | view.memory().get(java.lang.foreign.ValueLayout.JAVA_BYTE, 9));
        assertEquals(null, forward(tcp()));
    }

    @Test
    void shiftsSequenceNumbersBothWays() {
        path(new SequenceRewriter(0x7000_0000, -5));
        TcpView syn = good(forward(tcp().seq(0x7fff_ffff).flags(TcpView.SYN)));
        assertEquals(0x7fff_ffff + 0x7000_0000, syn.seq());
        assertEquals(0, syn.ack());
        TcpView back = good(backward(reply().seq(3).ack(0x7000_0010)
                .options(1, 5, 10, 0x70, 0, 0, 0x20, 0x70, 0, 0, 0x30, 1)));
        assertEquals(-2, back.seq());
        assertEquals(0x10, back.ack());
        assertEquals(0x20, back.intAt(23));
        assertEquals(0x30, back.intAt(27));
        assertEquals(3, good(forward(tcp().ack(-2))).ack());
    }

    @Test
    void splitsSegments() {
        SegmentSplitter box = new SegmentSplitter(400);
        path(box);
        client.port.send(tcp().seq(5).options(MPTCP).payload(1_000).build());
        client.port.send(tcp().seq(1_005).payload(400).build());
        network.runFor(1_000_000);
        assertEquals(List.of(5, 405, 805, 1_005), server.seqs());
        server.packets.subList(0, 3).forEach(p -> assertTrue(hasMptcp(p)));
        assertEquals(200, TestPackets.payloadOf(server.packets.get(2)).length);
        assertEquals(1, box.split());
    }

    @Test
    void joinsSegmentsAndKeepsTheFirstOptions() {
        SegmentCoalescer box = new SegmentCoalescer(1_500, 500_000);
        path(box);
        client.port.send(tcp().seq(5).ack(1).options(MPTCP).payload("abcde").build());
        client.port.send(tcp().seq(10).ack(2).options(30, 4, 0x21, 9)
                .flags(TcpView.ACK | TcpView.PSH).payload("fgh").build());
        client.port.send(tcp().seq(13).ack(3).payload("ij").build());
        client.port.send(tcp().seq(99).ack(3).payload("elsewhere").build());
        network.runFor(10_000_000);
        assertEquals(List.of(5, 99), server.seqs());
        assertEquals(List.of(1_000_000L, 1_500_000L), server.times); // the last waited in vain
        TcpView joined = good(server.packets.getFirst());
        assertEquals("abcdefghij", new String(TestPackets.payloadOf(server.packets.getFirst()),
                StandardCharsets.US_ASCII));
        assertEquals(3, joined.ack());
        assertEquals(1, joined.byteAt(23));
        assertEquals(2, box.joined());
    }

    @Test
    void doesNotJoinBeyondTheGreatestLengthNorPastAFin() {
        path(new SegmentCoalescer(140, 500_000));
        client.port.send(tcp().seq(0).payload(60).build());
        client.port.send(tcp().seq(60).payload(60).build());
        client.port.send(tcp().seq(120).flags(TcpView.ACK | TcpView.FIN).payload(1).build());
        network.runFor(10_000_000);
        assertEquals(List.of(0, 60, 120), server.seqs());
    }

    private static TestPackets text(int seq, String text) {
        return tcp().seq(seq).ack(1).payload(text);
    }

    @Test
    void replacesPayloadAndShiftsWhatFollows() {
        PayloadAlg box = new PayloadAlg("10.0.0.1".getBytes(StandardCharsets.US_ASCII),
                "192.0.2.55".getBytes(StandardCharsets.US_ASCII), 1_500);
        path(box);
        assertEquals("port 192.0.2.55 ok", payload(forward(text(100, "port 10.0.0.1 ok"))));
        assertEquals("port 192.0.2.55 ok", payload(forward(text(100, "port 10.0.0.1 ok")))); // sent again
        byte[] next = forward(text(116, "more"));
        assertEquals(118, good(next).seq());
        assertEquals(100, good(backward(reply().ack(100))).ack());
        assertEquals(116, good(backward(reply().ack(118))).ack());
        assertEquals(120, good(backward(reply().ack(122))).ack());
        assertEquals(105, good(backward(reply().ack(110))).ack(), "within the replacement: none of it");
        assertEquals("x192.0.2.55192.0.2.55", payload(forward(text(120, "x10.0.0.110.0.0.1"))));
        assertEquals(120 + 17 + 6, good(forward(text(137, "z"))).seq());
        assertEquals(137, good(backward(reply().ack(143))).ack());
        assertEquals(4, box.replaced());
    }

    private static String payload(byte[] packet) {
        good(packet);
        return new String(TestPackets.payloadOf(packet), StandardCharsets.US_ASCII);
    }

    @Test
    void replacesByAShorterString() {
        path(new PayloadAlg(new byte[] {'a', 'b', 'c'}, new byte[] {'-'}, 1_500));
        assertEquals("1-2", payload(forward(text(0, "1abc2"))));
        assertEquals(3, good(forward(text(5, "x"))).seq());
        assertEquals(5, good(backward(reply().ack(3))).ack());
        assertEquals(1, good(backward(reply().ack(1))).ack());
    }

    @Test
    void forgesAcknowledgementsOfWhatCameInOrder() {
        AckForgingProxy box = new AckForgingProxy();
        path(box);
        forward(tcp().seq(9).flags(TcpView.SYN).options(MPTCP));
        backward(reply().seq(99).ack(10).flags(SYN_ACK).options(MPTCP));
        assertTrue(client.packets.isEmpty());
        int[] timestamps = {1, 1, 8, 10, 0, 0, 0, 5, 0, 0, 0, 6};
        client.port.send(tcp().seq(10).ack(100).options(timestamps).payload(20).build());
        assertEquals(1, client.count(), "at once");
        TcpView ack = good(client.packets.removeFirst());
        assertEquals(80, ack.sourcePort());
        assertEquals(40_000, ack.destinationPort());
        assertEquals(30, ack.ack());
        assertEquals(100, ack.seq());
        assertEquals(TcpView.ACK, ack.flags());
        assertEquals(6, ack.intAt(24));
        assertEquals(5, ack.intAt(28));
        client.port.send(tcp().seq(40).ack(100).payload(10).build()); // 30 to 39 are missing
        network.runFor(1_000_000);
        assertEquals(30, good(client.packets.removeFirst()).ack());
        assertEquals(3, server.count() + 1);
        assertEquals(2, box.forgedAcks());
    }

    @Test
    void forgesForIpv6() {
        path(new AckForgingProxy());
        forward(TestPackets.tcp6().seq(9).flags(TcpView.SYN));
        client.port.send(TestPackets.tcp6().seq(10).ack(100).payload(20).build());
        network.runFor(0);
        assertEquals(30, good(client.packets.removeFirst()).ack());
    }

    @Test
    void chainsAreMetInOppositeOrdersByTheDirections() {
        StringBuilder met = new StringBuilder();
        path((p, d, port, now) -> {
            met.append('1');
            return Middlebox.Verdict.PASS;
        }, (p, d, port, now) -> {
            met.append('2');
            return d == Direction.FORWARD ? Middlebox.Verdict.PASS : Middlebox.Verdict.DROP;
        });
        forward(tcp());
        assertEquals(null, backward(reply()));
        assertEquals("122", met.toString());
        org.junit.jupiter.api.Assertions.assertThrows(IllegalStateException.class, () -> network.newPath("q")
                .between(End.of(client), End.of(server)).middlebox(new SegmentSplitter(1)).offload(Offload.WHOLE)
                .create());
    }
}
