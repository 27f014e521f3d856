package mptcp.testkit;

import static mptcp.testkit.Script.ANY;
import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.address;
import static mptcp.testkit.Script.capable;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.dss;
import static mptcp.testkit.Script.join;
import static mptcp.testkit.Script.ms;
import static mptcp.testkit.Script.rst;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import mptcp.testkit.wire.MptcpCrypto;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;
import org.junit.jupiter.api.Test;

/** The engine against a stack that does what the test says, right or wrong. */
class DrillTest {
    private static final int ISN = 0x7fff_fff0;
    private static final long KEY = 0xdeadbeefcafebabeL;
    private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;
    private static final List<TcpOption> CAPABLE = List.of(new TcpOption.Mss(1460),
            new TcpOption.MpCapable(1, 1, KEY, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT));

    private static final TcpOption DATA_ACK = new TcpOption.Dss(0x55, 4, Wild.ABSENT, Wild.ABSENT, Wild.ABSENT,
            Wild.ABSENT, Wild.ABSENT, 0, 0);

    /** Answers a SYN with a SYN/ACK and anything else with the given behaviour. */
    private static FakeStack server(FakeStack.Behaviour rest) {
        return new FakeStack((packet, stack) -> {
            if (packet.has(TcpFlags.SYN)) {
                stack.send(FakeStack.reply(packet, ISN, packet.seq() + 1, SYN_ACK, CAPABLE));
            } else {
                rest.received(packet, stack);
            }
        });
    }

    private static FakeStack silent() {
        return server((packet, stack) -> { });
    }

    private static void handshake(Drill d) {
        d.inject(syn(0).mss(1000).mpCapable());
        d.expect(synAck(0, 1).win(1000).mss(1460).mpCapable(capable().senderKey(KEY)));
        d.inject(ack(1, 1).mpCapable());
    }

    /** A packet of the stack after the handshake; numbers relative, sent when the peer's next segment arrives. */
    private static FakeStack.Behaviour once(int flags, long afterNs, byte[] payload, TcpOption... options) {
        return (packet, stack) -> {
            if (packet.option(TcpOption.MpCapable.class).isEmpty()) {
                int ack = (flags & TcpFlags.ACK) != 0 ? packet.seq() + packet.sequenceLength() : 0;
                TcpPacket reply = FakeStack.reply(packet, ISN + 1, ack, flags, List.of(options));
                stack.send(afterNs, PacketEncoder.encode(new TcpPacket(reply.source(), reply.destination(), 0, 64,
                        reply.sourcePort(), reply.destinationPort(), reply.seq(), reply.ack(), flags, 1000, 0,
                        reply.options(), payload)));
            }
        };
    }

    private static String failure(FakeStack.Behaviour behaviour, Segment expected) {
        try (Drill d = server(behaviour).open()) {
            handshake(d);
            return assertThrows(DrillFailure.class, () -> {
                d.inject(data(1, 1, 10).dss(dss().map(1, 1, 10)));
                d.expect(expected);
            }).getMessage();
        }
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> "not in the message: " + part + "\n" + text);
    }

    @Test
    void numbersAreRelativeAndKeysAreLearned() {
        try (Drill d = silent().open()) {
            handshake(d);
            d.flow("a");
            assertEquals(ISN, d.flow("a").stackIsn());
            assertEquals(KEY, d.conn().stackKey());
            assertEquals(MptcpCrypto.V1.token(KEY), d.conn().stackToken());
        }
    }

    @Test
    void peerPacketsHoldKeysMappingsAndPattern() {
        TcpPacket[] last = new TcpPacket[1];
        try (Drill d = server((packet, stack) -> last[0] = packet).open()) {
            handshake(d);
            assertEquals(d.conn().peerKey(), last[0].option(TcpOption.MpCapable.class).orElseThrow().senderKey());
            assertEquals(KEY, last[0].option(TcpOption.MpCapable.class).orElseThrow().receiverKey());
            long idsn = MptcpCrypto.V1.idsn(d.conn().peerKey());
            d.inject(data(1, 1, 10).dss(dss().dack32(1).map(1, 1, 10)));
            byte[] first = last[0].payload();
            TcpOption.Dss dss = last[0].option(TcpOption.Dss.class).orElseThrow();
            assertEquals(idsn + 1, dss.dsn());
            assertEquals(MptcpCrypto.V1.idsn(KEY) + 1 & 0xffff_ffffL, dss.dataAck());
            d.inject(data(11, 1, 10).dss(dss().map(1, 11, 10)));
            assertArrayEquals(first, last[0].payload(), "the same data again carries the same bytes");
            d.inject(data(21, 1, 10).dss(dss().map(11, 21, 10)));
            assertFalse(Arrays.equals(first, last[0].payload()));
        }
    }

    @Test
    void joinHmacsFollowFromKeysAndNonces() {
        TcpPacket[] third = new TcpPacket[1];
        int nonce = 0x5a5a_0001;
        FakeStack fake = new FakeStack((packet, stack) -> {
            TcpOption.JoinSyn syn = packet.option(TcpOption.JoinSyn.class).orElse(null);
            if (syn != null) {
                long hmac = MptcpCrypto.V1.joinHmac64(KEY, 77, nonce, (int) syn.nonce());
                stack.send(FakeStack.reply(packet, 5, packet.seq() + 1, SYN_ACK,
                        List.of(new TcpOption.JoinSynAck(0, 4, hmac, nonce))));
            } else if (packet.has(TcpFlags.SYN)) {
                stack.send(FakeStack.reply(packet, ISN, packet.seq() + 1, SYN_ACK, CAPABLE));
            } else {
                third[0] = packet;
            }
        });
        try (Drill d = fake.open()) {
            d.conn().peerKey(77);
            handshake(d);
            Flow b = d.joinFlow("b");
            d.inject(syn(0).on(b).mpJoin(join().id(9).nonce(0x1234)));
            d.expect(synAck(0, 1).on("b").mpJoin(join().id(4)));
            assertEquals(4, b.stackAddressId());
            d.inject(ack(1, 1).on(b).mpJoin());
            assertArrayEquals(MptcpCrypto.V1.joinHmac160(77, KEY, 0x1234, nonce),
                    third[0].option(TcpOption.JoinAck.class).orElseThrow().hmac());
            d.inject(ack(1, 1).on(b).mpJoin(join().badHmac()));
            assertEquals(1, MptcpCrypto.V1.joinHmac160(77, KEY, 0x1234, nonce)[19]
                    ^ third[0].option(TcpOption.JoinAck.class).orElseThrow().hmac()[19]);
            d.inject(ack(1, 1).on(b).addAddr(address(3, "192.0.2.2").port(4433)));
            assertEquals(MptcpCrypto.V1.addAddrHmac64(77, KEY, 3, new byte[] {(byte) 192, 0, 2, 2}, 4433),
                    third[0].option(TcpOption.AddAddr.class).orElseThrow().hmac());
        }
    }

    @Test
    void aDifferenceReadsAsAScriptDoes() throws Exception {
        byte[] none = new byte[0];
        String text = failure(once(TcpFlags.ACK, 0, none, DATA_ACK), ack(1, 12).win(999).dss(dss().dack64(11)));
        assertContains(text, "DrillTest.aDifferenceReadsAsAScriptDoes, seed 1:");
        assertContains(text, "  expected > a . 1:1(0) ack 12 win 999 <dss dack8 11>");
        assertContains(text, "  came     > a . 1:1(0) ack 11 win 1000 <dss dack4 ");
        assertContains(text, "  differs  ack: expected 12, was 11");
        assertContains(text, "  differs  win: expected 999, was 1000");
        assertContains(text, "  differs  dss: expected dack8 11, was dack4 ");
        assertContains(text, "  +0.000000 < a S 0:0(0) win 65535 <mss 1000,mp_capable v 1 flags H>");
        assertContains(text,
                "  +0.000000 > a S. 0:0(0) ack 1 win 1000 <mss 1460,mp_capable v 1 flags H key deadbeefcafebabe>");
        assertContains(text, "  +0.000000 < a P. 1:11(10) ack 1 win 65535 <dss dsn8 1 ssn 1 dll 10>");
        Path capture = Path.of(text.substring(text.indexOf("capture: ") + 9));
        byte[] pcapng = Files.readAllBytes(capture);
        assertEquals(0x0a, pcapng[0], "a section");
        assertEquals(0x65, pcapng[28 + 8], "link type of the interface behind it");
        Files.delete(capture);
    }

    @Test
    void eachKindOfDifferenceIsNamed() {
        byte[] none = new byte[0];
        TcpOption nop = new TcpOption.Nop();
        assertContains(failure(once(TcpFlags.RST, 0, none), ack(1, 11)), "flags: expected ., was R");
        assertContains(failure(once(TcpFlags.ACK, 0, none), ack(2, 11)), "seq: expected 2, was 1");
        assertContains(failure(once(TcpFlags.ACK, 0, none), data(1, 11, 5)), "length: expected 5, was 0");
        assertContains(failure(once(TcpFlags.ACK, 0, none), ack(1, 11).dack(ANY)), "options: expected [dss], was []");
        assertContains(failure(once(TcpFlags.ACK, 0, none, nop, nop, DATA_ACK), ack(1, 11)), "expected [], was [dss]");
        assertContains(failure(once(TcpFlags.ACK, 0, none, nop, DATA_ACK), ack(1, 11).exact().dack(ANY)),
                "expected [dss], was [nop, dss, eol]");
        assertContains(failure(once(TcpFlags.ACK, 0, none), ack(1, 11).partial().dack(ANY)),
                "options: dss dack * is missing");
        assertContains(failure(once(TcpFlags.ACK, 0, none), ack(1, 11).hopLimit(255)),
                "hop limit: expected 255, was 64");
        assertContains(failure((packet, stack) -> { }, ack(1, 11)), "came     nothing");
        assertContains(failure(once(TcpFlags.ACK, 1, none), ack(1, 11)), "came     nothing");
    }

    @Test
    void rulesHoldForEveryPacket() {
        byte[] one = {1};
        String outside = "the application wrote 0 bytes";
        assertContains(failure(once(TcpFlags.ACK, 0, one), data(1, 11, 1)), outside);
        assertContains(failure(once(TcpFlags.ACK, 0, new byte[1001]), data(1, 11, 1001)), "the peer's MSS is 1000");
        assertContains(failure(once(TcpFlags.ACK, 0, new byte[0], new TcpOption.Mss(1)), ack(1, 11)),
                "mss on a segment without SYN");
        assertContains(failure(once(TcpFlags.ACK, 0, new byte[0], new TcpOption.OtherMptcp(15, 0, one)), ack(1, 11)),
                "no such MPTCP option");
        TcpOption.Dss withChecksum = new TcpOption.Dss(Wild.ABSENT, Wild.ABSENT, MptcpCrypto.V1.idsn(KEY) + 1, 8, 1, 1,
                0x1234, 0, 0);
        assertContains(failure(once(TcpFlags.ACK, 0, one, withChecksum), data(1, 11, 1)), "nobody asked for");
    }

    @Test
    void malformedPacketsAreShownAsBytes() {
        FakeStack fake = new FakeStack((packet, stack) -> stack.send(0, RawPackets.badTcpChecksum(
                PacketEncoder.encode(FakeStack.reply(packet, 1, 1, TcpFlags.ACK, List.of())))));
        try (Drill d = fake.open()) {
            String text = assertThrows(DrillFailure.class, () -> d.inject(syn(0))).getMessage();
            assertContains(text, "the TCP checksum is wrong");
            assertContains(text, "> malformed: 45");
        }
    }

    @Test
    void checksumsAreCheckedWhenAskedFor() {
        long dsn = MptcpCrypto.V1.idsn(KEY) + 1;
        TcpOption.Dss fin = new TcpOption.Dss(Wild.ABSENT, Wild.ABSENT, dsn, 8, 0, 1, 0x1234, 1, 0);
        try (Drill d = server(once(TcpFlags.ACK, 0, new byte[0], fin)).open()) {
            d.conn().peerChecksums(true);
            handshake(d);
            DrillFailure f = assertThrows(DrillFailure.class, () -> d.inject(ack(1, 1)));
            assertContains(f.getMessage(), "DSS checksum 1234, right is ");
        }
    }

    @Test
    void aStackThatDoesNotFlushIsFoundOut() {
        try (Drill d = silent().neverFlushing().open()) {
            DrillFailure f = assertThrows(DrillFailure.class, () -> d.inject(syn(0).mpCapable()));
            assertContains(f.getMessage(), "committed and not flushed");
        }
    }

    @Test
    void timePassesOnlyWhenSaid() {
        try (Drill d = server(once(TcpFlags.ACK, ms(40), new byte[0])).open()) {
            handshake(d);
            d.inject(data(1, 1, 10).dss(dss().map(1, 1, 10)));
            d.expectNothing(ms(39));
            assertEquals(ms(39), d.elapsedNs());
            d.expectAfter(ms(1), ack(1, 11));
            d.inject(data(11, 1, 10).dss(dss().map(11, 11, 10)));
            d.expectBetween(ms(30), ms(50), ack(1, 21));
            assertEquals(ms(80), d.elapsedNs());
            d.inject(data(21, 1, 10).dss(dss().map(21, 21, 10)));
            DrillFailure late = assertThrows(DrillFailure.class, () -> d.expectBetween(ms(41), ms(50), ack(1, 31)));
            assertContains(late.getMessage(), "time: expected 41.0 ms to 50.0 ms, was 40.0 ms");
        }
    }

    @Test
    void advancePassesTimersOnTheWay() {
        try (Drill d = server(once(TcpFlags.ACK, ms(40), new byte[0])).open()) {
            handshake(d);
            d.inject(data(1, 1, 10).dss(dss().map(1, 1, 10)));
            d.advance(ms(100));
            assertEquals(ms(100), d.elapsedNs());
            DrillFailure early = assertThrows(DrillFailure.class, () -> d.expect(ack(1, 11)));
            assertContains(early.getMessage(), "time: expected 0.0 ms, was -60.0 ms");
        }
    }

    @Test
    void unorderedExpectationsAreMetInAnyOrder() {
        try (Drill d = silent().open()) {
            handshake(d);
            Flow b = d.clientFlow("b");
            Flow c = d.clientFlow("c");
            d.injectTogether(syn(0).on(b).mss(1460).mpCapable(), syn(0).on(c).mss(1460).mpCapable());
            d.expectUnordered(synAck(0, 1).on(c).mss(1460).mpCapable(), synAck(0, 1).on(b).mss(1460).mpCapable());
            d.inject(syn(0).on(b));
            assertEquals(1, d.expectOneOf(rst(0).on(b), synAck(0, 1).on(b).anyOptions()));
        }
    }

    @Test
    void whatNobodyExpectedFailsAtTheEnd() {
        Drill d = silent().open();
        d.inject(syn(0).mss(1460).mpCapable());
        DrillFailure f = assertThrows(DrillFailure.class, d::close);
        assertContains(f.getMessage(), "at the end nobody had expected > a S.");
    }

    @Test
    void anUnnamedFlowIsShownAsSuch() {
        FakeStack fake = new FakeStack((packet, stack) -> stack.send(new TcpPacket(packet.destination(),
                packet.source(), 0, 64, 5, 6, 1, 0, TcpFlags.RST, 0, 0, List.of(), new byte[0])));
        try (Drill d = fake.open()) {
            d.flow("a", new InetSocketAddress(d.localAddress(), 1), new InetSocketAddress(d.peerAddress(), 2));
            d.inject(syn(0));
            DrillFailure f = assertThrows(DrillFailure.class, () -> d.expect(rst(0)));
            assertContains(f.getMessage(), "flow: expected a, was ?1");
        }
    }

    @Test
    void entropyGivesForcedValuesFirstAndThenTheSeeds() {
        ScriptEntropy entropy = new ScriptEntropy(7).keys(1, 2).nonces(-3).isns(-1);
        assertEquals(1, entropy.nextKey());
        assertEquals(2, entropy.nextKey());
        assertEquals(-3, entropy.nextNonce());
        assertEquals(0xffff_ffffL, entropy.nextIsn());
        assertEquals(-1, entropy.nextIsn());
        long key = entropy.nextKey();
        assertEquals(key, new ScriptEntropy(7).nextKey());
    }
}
