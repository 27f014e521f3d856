package mptcp.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTest {
    /** Public, as those of the API are: its components are read by reflection. */
    public record Sample(String name, long count, InetSocketAddress at, List<Integer> list, Map<String, Double> map) {}

    @Test
    void writesRecordsWithWhatTheyHold() {
        InetSocketAddress at = new InetSocketAddress(InetAddress.ofLiteral("fd00::1"), 80);
        assertEquals("""
                {
                  "name": "x",
                  "count": "9223372036854775807",
                  "at": "[fd00::1]:80",
                  "list": [
                    1,
                    2
                  ],
                  "map": {
                    "half": 0.5
                  }
                }""", Json.of(new Sample("x", Long.MAX_VALUE, at, List.of(1, 2), Map.of("half", 0.5))));
    }

    @Test
    void escapesStrings() {
        assertEquals("\"a\\\"b\\\\c\\n\\t\\u0001\u00e9\"", Json.of("a\"b\\c\n\t\u0001\u00e9"));
    }

    @Test
    void writesEmptyAndMissingValues() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("none", null);
        map.put("empty", List.of());
        map.put("yes", true);
        map.put("nan", Double.NaN);
        map.put("whole", 20e6);
        map.put("part", 22328101.25);
        map.put("small", 0.0000004);
        assertEquals("{ \"none\": null, \"empty\": [], \"yes\": true, \"nan\": null, \"whole\": 20000000,"
                + " \"part\": 22328101.25, \"small\": 0 }", Json.line(map));
    }

    @Test
    void keepsALineALine() {
        assertEquals("[ \"a\\n  b\", {} ]", Json.line(Arrays.asList("a\n  b", Map.of())));
    }

    public record Wire(int localToken, long dataUna, long dataNext, long ssthresh, Map<String, Long> counters) {}

    /** As JavaScript reads them, each number is what it was. */
    @Test
    void numbersAreWhatTheyMean() {
        assertEquals("{ \"localToken\": 4294967295, \"dataUna\": \"18446744073709551615\", \"dataNext\": 9007199254740992,"
                + " \"ssthresh\": null, \"counters\": { \"a\": \"9007199254740993\" } }",
                Json.line(new Wire(-1, -1, 1L << 53, Integer.MAX_VALUE, Map.of("a", (1L << 53) + 1))));
        assertEquals("{ \"localToken\": 1, \"dataUna\": \"9223372036854775807\", \"dataNext\": 0, \"ssthresh\": 2147483646,"
                + " \"counters\": {} }", Json.line(new Wire(1, Long.MAX_VALUE, 0, Integer.MAX_VALUE - 1, Map.of())));
        assertEquals("[ -9007199254740992, \"-9007199254740993\" ]", Json.line(List.of(-(1L << 53), -(1L << 53) - 1)));
    }
}
