package mptcp.experiment.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes comma-separated values (RFC 4180), with line feeds. */
public final class Csv {
    private final StringBuilder out = new StringBuilder();

    public Csv(List<?> heading) {
        row(heading);
    }

    public void row(List<?> values) {
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",").append(cell(values.get(i)));
        }
        out.append('\n');
    }

    private static String cell(Object value) {
        return switch (value) {
            case null -> "";
            case Double d -> number(d);
            default -> {
                String text = value.toString();
                boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
                yield quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
            }
        };
    }

    /** Six decimal places at most, never an exponent; empty if there is no value. */
    static String number(double d) {
        if (!Double.isFinite(d)) {
            return "";
        }
        return BigDecimal.valueOf(d).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    /** The rows of a table as {@link #toString} writes them: fields by the names of the heading, in its order. */
    public static List<Map<String, String>> read(String text) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
                field.append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                quoted = doubled == quoted;
            } else if (quoted || c != ',' && c != '\n') {
                field.append(c);
            } else {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            }
        }
        List<Map<String, String>> read = new ArrayList<>();
        for (List<String> each : rows.subList(Math.min(1, rows.size()), rows.size())) {
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i < Math.min(each.size(), rows.getFirst().size()); i++) {
                named.put(rows.getFirst().get(i), each.get(i));
            }
            read.add(named);
        }
        return read;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
