package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.seconds;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import mptcp.api.socket.PathError;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.WireProfile;
import mptcp.testkit.Drill;
import mptcp.testkit.Row;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.IcmpPackets;
import mptcp.testkit.wire.TcpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ICMP errors: RFC 9293 section 3.9.2.2, RFC 5927 sections 4 and 5, RFC 1191, RFC 8201. */
class IcmpTest {
    /** Hard errors end an attempt. */
    @ParameterizedTest
    @CsvSource({"false, 2, UNREACHABLE", "false, 3, REFUSED", "true, 1, UNREACHABLE", "true, 4, REFUSED"})
    @Row(119)
    void hardErrorsEndAnAttempt(boolean v6, int code, Reason reason) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.injectUnreachable(code);
            s.expectError(reason);
            d.expectNothing(seconds(10));
        }
    }

    /** MUST-56: soft errors do not. */
    @ParameterizedTest
    @CsvSource({"false, 0", "false, 1", "false, 5", "true, 0", "true, 3"})
    @Row(119)
    void softErrorsDoNot(boolean v6, int code) {
        try (Drill d = Tcp.plain(v6).config(c -> c.profile(WireProfile.BSD)).open()) {
            Sock s = d.connect();
            d.expect(syn(0).anyOptions());
            d.injectUnreachable(code);
            s.expectNoError();
            d.expectAfter(seconds(1), syn(0).anyOptions());
        }
    }

    /** RFC 5927 section 5.2: in synchronised states every error is soft. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(119)
    void everyErrorIsSoftOnceSynchronised(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            d.expect(data(1, 1, 10));
            for (int code = 0; code < 16; code++) {
                if (code != 4 || v6) { // for IPv4 that is "fragmentation needed"
                    d.injectUnreachable(code);
                }
            }
            d.expectNothing();
            s.expectConnected();
            d.inject(ack(1, 11));
            s.write(10);
            d.expect(data(11, 1, 10));
        }
    }

    /** RFC 5927 section 4.1: the quoted sequence number must be of something in flight. */
    @Test
    @Row(119)
    void theQuotedSequenceNumberIsChecked() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.handshakeServer();
            s.write(3000);
            TcpPacket first = d.expect(data(1, 1, 1460), data(1461, 1, 1460));
            d.inject(ack(1, 2921));
            d.expect(data(2921, 1, 80));
            d.inject(ack(1, 3001));
            assertEquals(2921 - 1460, first.seq() - d.flow("a").stackIsn());
            d.injectTooBig(600); // about what is acknowledged by now
            s.write(1460);
            d.expect(data(3001, 1, 1460));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(119)
    void tooBigMakesSegmentsSmaller(boolean v6) {
        int headers = v6 ? 60 : 40;
        int size = 1500 - headers;
        int smaller = 1300 - headers;
        try (Drill d = Tcp.plain(v6).open()) {
            d.peer().mss(size);
            Sock s = d.handshakeServer();
            s.write(3 * size);
            d.expect(data(1, 1, size), data(1 + size, 1, size), data(1 + 2L * size, 1, size));
            long cwnd = Tcp.subflow(d).cwnd();
            d.injectTooBig(1300);
            List<TcpPacket> again = d.skip();
            assertEquals(3 * size, again.stream().mapToInt(p -> p.payload().length).sum());
            assertEquals(smaller, again.stream().mapToInt(p -> p.payload().length).max().orElseThrow());
            d.inject(ack(1, 1 + 3L * size));
            // RFC 1191 section 6.4: that is not congestion
            assertEquals(true, Tcp.subflow(d).cwnd() >= cwnd);
            assertEquals("OPEN", Tcp.subflow(d).loss());
            s.write(2 * smaller);
            d.expect(data(1 + 3L * size, 1, smaller), data(1 + 3L * size + smaller, 1, smaller));
            assertEquals(1, d.counter("TcpExtTCPMTUPReduced"));
        }
    }

    /** A larger value than now would be an attack or a mistake; less than the minimum is not believed either. */
    @Test
    @Row(119)
    void implausibleSizes() {
        try (Drill d = Tcp.plain(true).open()) {
            d.peer().mss(1440);
            Sock s = d.handshakeServer();
            s.write(1440);
            d.expect(data(1, 1, 1440));
            d.injectTooBig(9000);
            d.injectTooBig(1000); // RFC 8201 section 4: below 1280 it is discarded
            d.expectNothing();
        }
    }

    @Test
    @Row(119)
    void anOldRouterNamesNoSize() {
        try (Drill d = Tcp.plain(false).open()) {
            Sock s = d.handshakeServer();
            s.write(1460);
            d.expect(data(1, 1, 1460));
            d.injectTooBig(0);
            List<TcpPacket> again = d.skip();
            assertEquals(1460, again.stream().mapToInt(p -> p.payload().length).sum());
            assertEquals(512, again.getFirst().payload().length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(119)
    void aWrongChecksumIsDropped(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.connect();
            byte[] quoted = d.expectBytes(syn(0).anyOptions());
            byte[] error = IcmpPackets.unreachable(d.peerAddress(), quoted, v6 ? 4 : 3);
            error[(v6 ? 40 : 20) + 2] ^= 1;
            d.injectRaw(error);
            s.expectNoError();
            assertEquals(1, d.counter("IcmpInErrors"));
        }
    }

    /** What a router says of a connection that is established is told to who asks, once, and changes nothing (MUST-54). */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Row(119)
    void theApplicationIsTold(boolean v6) {
        try (Drill d = Tcp.plain(v6).open()) {
            Sock s = d.handshakeServer();
            s.write(10);
            byte[] quoted = d.expectBytes(data(1, 1, 10));
            assertNull(s.socket().takePathError());
            d.injectUnreachable(0);
            assertEquals(new PathError(v6, v6 ? 1 : 3, 0), s.socket().takePathError());
            assertNull(s.socket().takePathError());
            d.injectRaw(IcmpPackets.timeExceeded(d.peerAddress(), quoted));
            assertEquals(new PathError(v6, v6 ? 3 : 11, 0), s.socket().takePathError());
            d.inject(ack(1, 11));
            d.injectRaw(IcmpPackets.unreachable(d.peerAddress(), quoted, 1)); // about what is not in flight any more
            assertNull(s.socket().takePathError());
            s.expectConnected();
        }
    }

    /** Of an attempt that has ended it says why. */
    @ParameterizedTest
    @EnumSource
    @Row(119)
    void timeExceededForASyn(WireProfile profile) {
        try (Drill d = Tcp.plain().config(c -> c.profile(profile)).open()) {
            Sock s = d.connect();
            byte[] quoted = d.expectBytes(syn(0).anyOptions());
            d.injectRaw(IcmpPackets.timeExceeded(d.peerAddress(), quoted));
            assertEquals(new PathError(false, 11, 0), s.socket().takePathError());
            if (profile == WireProfile.BSD) {
                s.expectNoError();
            } else {
                s.expectError(Reason.UNREACHABLE);
            }
        }
    }

    /** Source quench is discarded (MUST-55); so is what no connection has sent. */
    @Test
    @Row(119)
    void otherMessagesAreIgnored() {
        try (Drill d = Tcp.plain().open()) {
            Sock s = d.connect();
            byte[] quoted = d.expectBytes(syn(0).anyOptions());
            d.injectRaw(IcmpPackets.message(d.peerAddress(), quoted, 4, 0));
            byte[] stranger = quoted.clone();
            stranger[20] ^= 1;
            d.injectRaw(IcmpPackets.unreachable(d.peerAddress(), stranger, 3));
            s.expectNoError();
            d.expectNothing();
        }
    }
}
