package mptcp.experiment.plan;

import java.util.ArrayList;
import java.util.List;
import mptcp.api.text.Quantity;
import mptcp.io.sim.LinkSpec;

/** Reads what an {@link AppPlan} is. */
final class AppReader {
    private static final long MS = 1_000_000;
    private static final int MOST_OBJECTS = 10_000;
    private static final int MOST_CONNECTIONS = 64;
    private static final long MOST_SIZE = 1 << 30;

    private final Section s;
    private final Traces traces;

    AppReader(Section s, Traces traces) {
        this.s = s;
        this.traces = traces;
    }

    AppPlan read(String pattern) {
        return switch (pattern) {
            case "web" -> new AppPlan.Web(page(), s.count("objects", 30, 1, MOST_OBJECTS), size("size", 25_000), sizes(),
                    s.count("connections", 6, 1, MOST_CONNECTIONS), size("request", 300), s.time("think", 1_000 * MS),
                    s.count("count", -1, 1, MOST_OBJECTS));
            case "dash" -> new AppPlan.Dash(rates(), positive("segment", 2_000 * MS), positive("buffer", 20_000 * MS),
                    s.word("abr", "buffer", List.of("buffer", "rate")).equals("buffer"), size("request", 300),
                    s.count("count", -1, 1, MOST_OBJECTS));
            case "live" -> live();
            case "onoff" -> new AppPlan.OnOff(positive("on", 1_000 * MS), positive("off", 10_000 * MS),
                    s.word("bursts", "random", List.of("random", "fixed")).equals("random"));
            case "replay" -> new AppPlan.Replay(writes());
            case "shorts" -> new AppPlan.Shorts(positive("every", 100 * MS), size("size", 30_000), sizes(),
                    size("request", 300), s.count("count", -1, 1, 1_000_000));
            default -> throw new IllegalArgumentException(pattern);
        };
    }

    private AppPlan live() {
        long on = s.time("on", 0);
        long off = s.time("off", 0);
        if (on > 0 != off > 0) {
            s.problem("on", "talk spurts need both 'on' and 'off'");
        }
        return new AppPlan.Live(size("frame", 160), size("key", 8_000), s.count("key-every", 0, 0, MOST_OBJECTS),
                positive("every", 20 * MS), on, off, positive("deadline", 150 * MS));
    }

    private long size(String key, long otherwise) {
        return s.convert(key, otherwise, text -> {
            long bytes = Quantity.decimalSize(text);
            if (bytes < 1 || bytes > MOST_SIZE) {
                throw new IllegalArgumentException("it must be 1 to " + MOST_SIZE + " bytes, not " + text);
            }
            return bytes;
        });
    }

    private long positive(String key, long otherwise) {
        long ns = s.time(key, otherwise);
        if (ns <= 0) {
            s.problem(key, "'" + key + "' must be more than 0");
            return otherwise;
        }
        return ns;
    }

    private AppPlan.Sizes sizes() {
        return AppPlan.Sizes.valueOf(s.word("sizes", "fixed", List.of("fixed", "exponential", "pareto"))
                .toUpperCase(java.util.Locale.ROOT));
    }

    private List<Long> rates() {
        List<String> words = s.list("rates");
        List<Long> rates = new ArrayList<>();
        for (String word : words.isEmpty() ? List.of("300k", "750k", "1500k", "3m", "5m", "8m") : words) {
            try {
                rates.add(LinkSpec.IDEAL.with("rate=" + word).rateBps());
            } catch (IllegalArgumentException e) {
                s.problem("rates", "'rates': " + e.getMessage());
                rates.add(1L);
            }
        }
        for (int i = 0; i < rates.size(); i++) {
            if (rates.get(i) <= (i == 0 ? 0 : rates.get(i - 1))) {
                s.problem("rates", "'rates' must be above 0 and grow");
            }
        }
        return rates;
    }

    /** {@code [40k, 20k<1, 5k<1]}: sizes, and which object (from 1) refers to each. */
    private List<long[]> page() {
        List<long[]> objects = new ArrayList<>();
        for (String word : s.list("page")) {
            String[] parts = word.split("<", -1);
            try {
                long parent = parts.length == 1 ? objects.isEmpty() ? 0 : 1 : Long.parseLong(parts[1].strip());
                if (parent > objects.size() || parent < (objects.isEmpty() ? 0 : 1)) {
                    throw new IllegalArgumentException("'" + word + "': an object is referred to by one before it");
                }
                objects.add(new long[] {Math.max(1, Quantity.decimalSize(parts[0].strip())), parent - 1});
            } catch (IllegalArgumentException e) {
                s.problem("page", "'page': " + e.getMessage() + "; write [40k, 20k<1, 5k<2]");
                objects.add(new long[] {1, objects.isEmpty() ? -1 : 0});
            }
        }
        return objects;
    }

    private List<long[]> writes() {
        s.required("trace", "writes.csv");
        List<long[]> writes = new ArrayList<>();
        s.convert("trace", null, file -> {
            String[] lines = traces.text(file).strip().split("\\R");
            if (!lines[0].replace(" ", "").matches("time_s,bytes(,from)?")) {
                throw new IllegalArgumentException("trace " + file + ": its first line must be time_s,bytes or"
                        + " time_s,bytes,from");
            }
            for (int i = 1; i < lines.length; i++) {
                String[] cells = lines[i].strip().split("\\s*,\\s*");
                if (cells.length < 2 || !cells[0].matches("[0-9]+(\\.[0-9]+)?") || !cells[1].matches("[1-9][0-9]{0,8}")
                        || cells.length > 2 && !cells[2].matches("client|server")) {
                    throw new IllegalArgumentException("trace " + file + ", line " + (i + 1) + ": '" + lines[i]
                            + "' is no time, bytes, and 'client' or 'server'");
                }
                long bytes = Long.parseLong(cells[1]);
                writes.add(new long[] {Math.round(Double.parseDouble(cells[0]) * 1e9),
                    cells.length > 2 && cells[2].equals("server") ? -bytes : bytes});
            }
            return null;
        });
        return writes;
    }
}
