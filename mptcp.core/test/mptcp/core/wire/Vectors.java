package mptcp.core.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that another implementation (Python's hashlib) computed: a list of flat objects under each of four names. */
public final class Vectors {
    private Vectors() {}

    /** The objects of a section, field by field; what follows an equals sign in a field's name is a remark. */
    public static List<Map<String, String>> of(String section) {
        try (InputStream in = Vectors.class.getResourceAsStream("vectors.json")) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int start = json.indexOf('[', json.indexOf('"' + section + '"'));
            Matcher objects = Pattern.compile("\\{([^{}]*)}").matcher(json.substring(start, json.indexOf("\n ]", start)));
            List<Map<String, String>> out = new ArrayList<>();
            while (objects.find()) {
                Matcher fields = Pattern.compile("\"([^\"]+)\": \"?([^\",\\n]*)").matcher(objects.group(1));
                Map<String, String> one = new HashMap<>();
                while (fields.find()) {
                    one.put(fields.group(1).replaceAll("=.*", ""), fields.group(2));
                }
                out.add(one);
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static long hex(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    public static byte[] bytes(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
