package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import mptcp.testkit.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ARP packets, octet by octet as RFC 826 has them. */
final class ArpPacketTest {
    private static final String REQUEST = "0001 0800 06 04 0001 020000000001 0a090002 000000000000 0a09004d";

    private static MemorySegment octets(String hex) {
        return MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void whatIsWrittenIsWhatTheRfcSays() {
        MemorySegment m = MemorySegment.ofArray(new byte[ArpPacket.SIZE + 3]);
        ArpPacket.write(m, 3, ArpPacket.REQUEST, 0x0200_0000_0001L, 0x0a09_0002, 0, 0x0a09_004d);
        assertArrayEquals(octets(REQUEST).toArray(JAVA_BYTE), m.asSlice(3).toArray(JAVA_BYTE));
    }

    @Test
    void whatIsReadIsWhatIsThere() {
        MemorySegment m = octets(REQUEST);
        assertTrue(ArpPacket.isValid(m, 0, ArpPacket.SIZE));
        assertEquals(ArpPacket.REQUEST, ArpPacket.operation(m, 0));
        assertEquals(0x0200_0000_0001L, ArpPacket.senderHardware(m, 0));
        assertEquals(0x0a09_0002, ArpPacket.sender(m, 0));
        assertEquals(0x0a09_004d, ArpPacket.target(m, 0));
    }

    @Test
    void shortOnesAreNotBelieved() {
        assertFalse(ArpPacket.isValid(octets(REQUEST), 0, ArpPacket.SIZE - 1));
    }

    @ParameterizedTest
    @CsvSource({"0, 06, another hardware", "2, 86, another protocol", "4, 08, a longer address", "5, 10, a longer address",
        "7, 03, another operation", "8, 03, a sender that is a group", "14, e0, an address that is a group's"})
    @Row(176)
    void oneOctetMakesItAnotherThing(int at, String octet, String what) {
        MemorySegment m = octets(REQUEST);
        m.set(JAVA_BYTE, at, (byte) HexFormat.fromHexDigits(octet));
        assertFalse(ArpPacket.isValid(m, 0, ArpPacket.SIZE), what);
    }

    @Test
    void aSenderWithoutHardwareAddressIsNotBelieved() {
        MemorySegment m = octets(REQUEST);
        Octets.put48(m, 8, 0);
        assertFalse(ArpPacket.isValid(m, 0, ArpPacket.SIZE));
    }
}
