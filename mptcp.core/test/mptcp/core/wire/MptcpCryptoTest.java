package mptcp.core.wire;

import static mptcp.core.wire.Vectors.bytes;
import static mptcp.core.wire.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hashes and HMACs against values of another implementation: RFC 8684 sections 3.1, 3.2, 3.4.1; RFC 6824. Rows 28 to 32. */
class MptcpCryptoTest {
    @Test
    void tokensAndInitialDataSequenceNumbers() {
        List<Map<String, String>> vectors = Vectors.of("keys");
        assertEquals(8, vectors.size());
        for (Map<String, String> v : vectors) {
            for (int version = 0; version <= 1; version++) {
                MptcpCrypto crypto = new MptcpCrypto(version);
                assertEquals((int) hex(v.get("v" + version + "_token")), crypto.token(hex(v.get("key"))));
                assertEquals(hex(v.get("v" + version + "_idsn")), crypto.idsn(hex(v.get("key"))));
            }
        }
    }

    /**
     * Recorded between a version 0 kernel (the out-of-tree Linux one) and a server behind which something echoed the
     * option: the client takes the echo for the server's key and acknowledges its initial data sequence number plus one,
     * in 32 bits (a published tcpdump of July 2020).
     */
    @Test
    void aRecordedExchangeOfVersion0() {
        MptcpCrypto crypto = new MptcpCrypto(0);
        assertEquals(1_200_875_982L, crypto.idsn(0xc7c6d84045bd8248L) + 1 & 0xffff_ffffL);
    }

    @Test
    void joinHmacsInTheirOrderAndTruncation() {
        List<Map<String, String>> vectors = Vectors.of("join");
        assertEquals(6, vectors.size());
        for (Map<String, String> v : vectors) {
            MptcpCrypto crypto = new MptcpCrypto(Integer.parseInt(v.get("v")));
            long a = hex(v.get("keyA"));
            long b = hex(v.get("keyB"));
            int ra = (int) hex(v.get("RA"));
            int rb = (int) hex(v.get("RB"));
            String synAck = HexFormat.of().formatHex(crypto.joinHmac(b, a, rb, ra));
            assertTrue(synAck.startsWith(v.get("synack_hmac64")), "the SYN/ACK has the leftmost 64 bits of B's");
            String ack = HexFormat.of().formatHex(crypto.joinHmac(a, b, ra, rb));
            assertTrue(ack.startsWith(v.get("ack_hmac160")), "the ACK has the leftmost 160 bits of A's");
            assertEquals(40, v.get("ack_hmac160").length());
        }
    }

    @Test
    void addressesUseTheRightmostBits() throws UnknownHostException {
        List<Map<String, String>> vectors = Vectors.of("add_addr");
        assertEquals(4, vectors.size());
        MptcpCrypto crypto = new MptcpCrypto(1);
        for (Map<String, String> v : vectors) {
            IpAddress address = IpAddress.of(InetAddress.getByAddress(bytes(v.get("ip"))));
            assertEquals(hex(v.get("hmac64_rightmost")), crypto.addAddressHmac(hex(v.get("sender_key")),
                    hex(v.get("receiver_key")), Integer.parseInt(v.get("id")), address,
                    Integer.parseInt(v.get("port"))));
        }
    }

    @Test
    void comparisonLooksAtEveryBitOfTheStartAndNoOther() {
        byte[] expected = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f1011121314151617");
        ByteBuffer b = ByteBuffer.wrap(expected);
        long hi = b.getLong();
        long mid = b.getLong();
        int lo = b.getInt();
        assertTrue(MptcpCrypto.sameStart(expected, hi, mid, lo, 20));
        assertTrue(MptcpCrypto.sameStart(expected, hi, ~mid, ~lo, 8), "a SYN/ACK has but the first eight");
        for (int bit = 0; bit < 64; bit++) {
            assertFalse(MptcpCrypto.sameStart(expected, hi ^ 1L << bit, mid, lo, 8));
            assertFalse(MptcpCrypto.sameStart(expected, hi ^ 1L << bit, mid, lo, 20));
            assertFalse(MptcpCrypto.sameStart(expected, hi, mid ^ 1L << bit, lo, 20));
        }
        for (int bit = 0; bit < 32; bit++) {
            assertFalse(MptcpCrypto.sameStart(expected, hi, mid, lo ^ 1 << bit, 20));
        }
    }
}
