package mptcp.testkit.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Keys, tokens, HMACs and checksums against values that another implementation (Python's hashlib) computed. */
class VectorsTest {
    /** The file is a list of flat objects under four names. */
    private static List<Map<String, String>> objects(String section) throws IOException {
        try (InputStream in = VectorsTest.class.getResourceAsStream("vectors.json")) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int start = json.indexOf('[', json.indexOf('"' + section + '"'));
            String list = json.substring(start, json.indexOf("\n ]", start));
            Matcher objects = Pattern.compile("\\{([^{}]*)}").matcher(list);
            List<Map<String, String>> out = new ArrayList<>();
            while (objects.find()) {
                Matcher fields = Pattern.compile("\"([^\"]+)\": \"?([^\",\\n]*)").matcher(objects.group(1));
                Map<String, String> fieldsOf = new HashMap<>();
                while (fields.find()) {
                    fieldsOf.put(fields.group(1).replaceAll("=.*", ""), fields.group(2));
                }
                out.add(fieldsOf);
            }
            return out;
        }
    }

    private static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    private static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @TestFactory
    List<DynamicTest> keys() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> v : objects("keys")) {
            long key = hex(v.get("key"));
            for (int version = 0; version <= 1; version++) {
                MptcpCrypto crypto = MptcpCrypto.of(version);
                String prefix = "v" + version + "_";
                tests.add(DynamicTest.dynamicTest(prefix + v.get("key"), () -> {
                    assertEquals((int) hex(v.get(prefix + "token")), crypto.token(key));
                    assertEquals(hex(v.get(prefix + "idsn")), crypto.idsn(key));
                }));
            }
        }
        assertEquals(16, tests.size());
        return tests;
    }

    @TestFactory
    List<DynamicTest> joins() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> v : objects("join")) {
            MptcpCrypto crypto = MptcpCrypto.of(Integer.parseInt(v.get("v")));
            long keyA = hex(v.get("keyA"));
            long keyB = hex(v.get("keyB"));
            int nonceA = (int) hex(v.get("RA"));
            int nonceB = (int) hex(v.get("RB"));
            tests.add(DynamicTest.dynamicTest("v" + v.get("v") + " " + v.get("keyA"), () -> {
                assertEquals(hex(v.get("synack_hmac64")), crypto.joinHmac64(keyB, keyA, nonceB, nonceA));
                assertEquals(v.get("ack_hmac160"),
                        HexFormat.of().formatHex(crypto.joinHmac160(keyA, keyB, nonceA, nonceB)));
            }));
        }
        assertEquals(6, tests.size());
        return tests;
    }

    @TestFactory
    List<DynamicTest> addresses() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> v : objects("add_addr")) {
            tests.add(DynamicTest.dynamicTest(v.get("msg"), () -> assertEquals(hex(v.get("hmac64_rightmost")),
                    MptcpCrypto.V1.addAddrHmac64(hex(v.get("sender_key")), hex(v.get("receiver_key")),
                            Integer.parseInt(v.get("id")), bytes(v.get("ip")), Integer.parseInt(v.get("port"))))));
        }
        assertEquals(4, tests.size());
        return tests;
    }

    @TestFactory
    List<DynamicTest> dssChecksums() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Map<String, String> v : objects("dss_csum")) {
            tests.add(DynamicTest.dynamicTest(v.get("dsn"), () -> assertEquals((int) hex(v.get("checksum")),
                    InternetChecksum.dss(hex(v.get("dsn")), (int) Long.parseLong(v.get("ssn")),
                            Integer.parseInt(v.get("dll")), bytes(v.get("payload"))))));
        }
        assertEquals(4, tests.size());
        return tests;
    }
}
