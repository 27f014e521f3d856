package mptcp.api.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import mptcp.api.hint.Hint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketConfigTest {
    /** TOS and SO_PRIORITY, and what they are as a hint: code point and priority. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0x00, 0, 0, 0
            0x00, 6, 0, 6
            0x00, -1, 0, 0
            0x00, 99, 0, 7
            0xb8, 0, 46, 5
            0xb8, 2, 46, 2
            0x48, 0, 18, 2
            0x28, 0, 10, 1
            0x20, 0, 8, 0
            0x04, 0, 1, 0
            0xc0, 0, 48, 6
            0xfc, 0, 63, 7
            """)
    void whatPacketsSayIsAHint(String tos, int priority, int codePoint, int urgency) {
        SocketConfig config = SocketConfig.DEFAULT
                .withPackets(PacketOptions.DEFAULT.withTrafficClass(Integer.decode(tos)).withPriority(priority));
        assertEquals(Hint.NONE.withTrafficClass(codePoint).withPriority(urgency), config.hint());
    }

    @Test
    void whatIsSaidCountsBeforeThat() {
        Hint said = Hint.NONE.withPriority(1);
        assertEquals(said, SocketConfig.DEFAULT.withPackets(PacketOptions.DEFAULT.withTrafficClass(0xb8)).withHint(said).hint());
    }
}
