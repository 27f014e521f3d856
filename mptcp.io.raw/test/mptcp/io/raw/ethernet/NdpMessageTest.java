package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import mptcp.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Solicitations and advertisements, octet by octet as RFC 4861 has them. */
final class NdpMessageTest {
    private static final long NET = 0xfd09L << 48;
    private static final long HARDWARE = 0x0200_0000_0001L;
    /** fd09::2 asks all who might be fd09::4d; the checksum was computed by hand. */
    private static final String SOLICITATION = "60000000 0020 3a ff fd090000000000000000000000000002"
            + " ff0200000000000000000001ff00004d 87 00 CCCC 00000000 fd09000000000000000000000000004d 01 01 020000000001";

    private static byte[] octets(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", "").replace("CCCC", "0000"));
        long sum = 58 + 32;
        for (int i = 8; i < bytes.length; i += 2) {
            sum += (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        bytes[42] = (byte) (~sum >> 8);
        bytes[43] = (byte) ~sum;
        return bytes;
    }

    private static MemorySegment solicitation() {
        return MemorySegment.ofArray(octets(SOLICITATION));
    }

    private static boolean isValid(MemorySegment m) {
        return NdpMessage.isValid(m, 0, (int) m.byteSize());
    }

    @Test
    void whatIsWrittenIsWhatTheRfcSays() {
        MemorySegment m = MemorySegment.ofArray(new byte[NdpMessage.MAX_SIZE + 1]);
        new Random(1).nextBytes((byte[]) m.heapBase().orElseThrow());
        int length = NdpMessage.writeSolicitation(m, 1, NET, 2, NET, 0x4d, true, HARDWARE);
        assertEquals(NdpMessage.MAX_SIZE, length);
        assertArrayEquals(octets(SOLICITATION), m.asSlice(1).toArray(JAVA_BYTE));
        assertTrue(NdpMessage.isOne(m, 1, length) && NdpMessage.isValid(m, 1, length));
    }

    @Test
    void anAdvertisementIsReadAsItWasWritten() {
        MemorySegment m = MemorySegment.ofArray(new byte[NdpMessage.MAX_SIZE]);
        int flags = NdpMessage.SOLICITED | NdpMessage.OVERRIDE;
        NdpMessage.writeAdvertisement(m, 0, NET, 0x4d, NET, 2, flags, HARDWARE);
        assertTrue(NdpMessage.isOne(m, 0, NdpMessage.MAX_SIZE) && isValid(m));
        assertEquals(NdpMessage.ADVERTISEMENT, NdpMessage.kind(m, 0));
        assertEquals(flags, NdpMessage.flags(m, 0));
        assertEquals(HARDWARE, NdpMessage.linkAddress(m, 0));
        assertEquals(NET, NdpMessage.targetHigh(m, 0));
        assertEquals(0x4d, NdpMessage.targetLow(m, 0));
        assertEquals(2, m.get(JAVA_BYTE, 39), "to who asked");
    }

    /** Each with its checksum put right, so that only what is named is wrong. */
    @ParameterizedTest
    @CsvSource({"7, fe, it came through a router", "41, 01, another code", "48, ff, the target is a group", "65, 00, an option without length",
        "65, 02, an option beyond the end"})
    @Row(176)
    void theRulesForBelievingOne(int at, String octet, String what) {
        byte[] bytes = octets(SOLICITATION);
        bytes[at] = (byte) HexFormat.fromHexDigits(octet);
        bytes[42] = 0;
        bytes[43] = 0;
        assertFalse(isValid(MemorySegment.ofArray(octets(HexFormat.of().formatHex(bytes)))), what);
    }

    @Test
    void aWrongChecksumIsNotBelieved() {
        MemorySegment m = solicitation();
        assertTrue(isValid(m));
        m.set(JAVA_BYTE, 70, (byte) 1);
        assertFalse(isValid(m));
    }

    /** Whatever is cut off or changed: no answer, or a proper one; never an exception. */
    @Test
    void rubbishIsJudgedWithoutReadingBeyondIt() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = octets(SOLICITATION);
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int length = 41 + random.nextInt(bytes.length - 40);
            MemorySegment m = MemorySegment.ofArray(HexFormat.of().parseHex(HexFormat.of().formatHex(bytes), 0, 2 * length));
            if (NdpMessage.isOne(m, 0, length) && NdpMessage.isValid(m, 0, length)) {
                NdpMessage.linkAddress(m, 0);
                assertTrue(length >= 64);
            }
        }
    }

    @Test
    void aProbeForADuplicateComesFromNobodyToTheGroup() {
        MemorySegment m = MemorySegment.ofArray(new byte[NdpMessage.MAX_SIZE]);
        NdpMessage.writeSolicitation(m, 0, 0, 0, NET, 0x4d, true, HARDWARE);
        assertTrue(NdpMessage.isProbe(m, 0));
        assertFalse(isValid(m), "with a link-layer address it is none");
    }
}
