package mptcp.experiment.result;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

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

    @Override
    public String toString() {
        return out.toString();
    }
}
